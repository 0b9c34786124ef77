// Asks what is still open, in the words of the settings table, with the default chosen beforehand.
import type { Choice, Talk } from '../talk.ts'
import { checkEndpoint } from './endpoint.ts'
import { type EngineName, engineOf } from './engine.ts'
import type { Settings } from './resolve.ts'
import { type SettingKey, type StackConfig, settings } from './settings.ts'

type Answers = { -readonly [Key in SettingKey]?: StackConfig[Key] }

const engines: readonly Choice<EngineName>[] = [
  { value: 'embedded', label: 'Here: one background process of ours, with a local page' },
  { value: 'remote', label: 'An OTLP endpoint that exists already' },
]
const connections: readonly Choice<'settings' | 'shell' | 'none'>[] = [
  {
    value: 'settings',
    label: "Claude Code's own settings",
    hint: 'best: works from every shell and editor',
  },
  { value: 'shell', label: 'The start-up of my shell', hint: 'what is started from it' },
  { value: 'none', label: 'Nowhere: I load them myself' },
]
const protocols: readonly Choice<StackConfig['protocol']>[] = [
  { value: 'http/protobuf', label: 'http/protobuf', hint: 'most endpoints, usually port 4318' },
  { value: 'http/json', label: 'http/json', hint: 'the same port, larger' },
  { value: 'grpc', label: 'grpc', hint: 'usually port 4317' },
]

export interface Possible {
  /** This system can start a program of the user's at login. Asked late: finding out takes a moment. */
  readonly login: () => Promise<boolean>
}

export async function askOpen(
  known: Settings,
  talk: Talk,
  possible: Possible,
): Promise<Partial<StackConfig>> {
  const answers: Answers = {}
  const open = (key: SettingKey): boolean => known[key].source === 'default'
  const question = (key: SettingKey): string => settings[key].question ?? key
  // An address that was given says by itself where the telemetry goes.
  if (open('engine') && open('endpoint'))
    answers.engine = await talk.choose(question('engine'), engines, 'embedded')
  const engine = answers.engine ?? engineOf(known)
  if (engine === 'remote') Object.assign(answers, await askEndpoint(known, talk))
  if (open('connect'))
    answers.connect = await talk.choose(question('connect'), connections, 'settings')
  if (engine === 'embedded' && open('login') && (await possible.login()))
    answers.login = await talk.confirm(question('login'), false)
  return answers
}

async function askEndpoint(known: Settings, talk: Talk): Promise<Answers> {
  const answers: Answers = {}
  if (known.endpoint.source === 'default') {
    const question = settings.endpoint.question ?? ''
    answers.endpoint = (await talk.input(question, 'http://127.0.0.1:4318', refusal)).trim()
  }
  if (known.protocol.source === 'default') {
    const likely = /:4317\/?$/.test(answers.endpoint ?? known.endpoint.value ?? '')
      ? 'grpc'
      : 'http/protobuf'
    answers.protocol = await talk.choose(settings.protocol.question ?? '', protocols, likely)
  }
  return answers
}

function refusal(text: string): string | null {
  const why = checkEndpoint(text.trim())
  return why === null ? null : `That cannot be used: ${why}.`
}
