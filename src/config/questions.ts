// Asks what is still open, in the words of the settings table, with the default chosen beforehand.
import type { Choice, Talk } from '../talk.ts'
import { checkEndpoint } from './endpoint.ts'
import type { Settings } from './resolve.ts'
import { type SettingKey, type StackConfig, settings } from './settings.ts'

type Answers = { -readonly [Key in SettingKey]?: StackConfig[Key] }

const engines: readonly Choice<StackConfig['engine']>[] = [
  { value: 'embedded', label: 'Here: one background process of ours, with a local page' },
  { value: 'remote', label: 'An OTLP endpoint that exists already' },
  { value: 'auto', label: 'Nowhere yet: only show the plan' },
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

export async function askOpen(known: Settings, talk: Talk): Promise<Partial<StackConfig>> {
  const answers: Answers = {}
  const open = (key: SettingKey): boolean => known[key].source === 'default'
  const question = (key: SettingKey): string => settings[key].question ?? key
  // An address that was given says by itself where the telemetry goes.
  if (open('engine') && open('endpoint'))
    answers.engine = await talk.choose(question('engine'), engines, 'remote')
  if ((answers.engine ?? known.engine.value) !== 'remote' && open('endpoint')) return answers
  if (open('endpoint')) {
    answers.endpoint = (
      await talk.input(question('endpoint'), 'http://127.0.0.1:4318', refusal)
    ).trim()
  }
  if (open('protocol')) {
    const likely = /:4317\/?$/.test(answers.endpoint ?? known.endpoint.value ?? '')
      ? 'grpc'
      : 'http/protobuf'
    answers.protocol = await talk.choose(question('protocol'), protocols, likely)
  }
  if (open('connect'))
    answers.connect = await talk.choose(question('connect'), connections, 'settings')
  return answers
}

function refusal(text: string): string | null {
  const why = checkEndpoint(text.trim())
  return why === null ? null : `That cannot be used: ${why}.`
}
