// `config`: every setting with its value and source, and a safe way to change one.
import { type Call, type Verb } from '../call.ts'
import { accept, knownKey, readText } from '../config/read.ts'
import { stackConfig, withAnswers } from '../config/resolve.ts'
import { variableOf } from '../config/setting.ts'
import { type SettingKey, settingKeys, settings } from '../config/settings.ts'
import { Problem } from '../errors.ts'
import { refuseForeignHome } from '../placing/home.ts'
import { makeOwnFolders } from '../state/folders.ts'
import { readReceipt } from '../state/receipt.ts'
import { settle } from '../state/settle.ts'
import { readStack, stackFile, writeStack } from '../state/stack-file.ts'
import { withLock } from '../state/lock.ts'
import type { Answer } from '../talk.ts'
import { table } from '../plan/table.ts'

export const config: Verb = async (call) => {
  const [action, key, value] = call.args
  if (action === 'path')
    return { data: { path: stackFile(call.places) }, text: stackFile(call.places) }
  if (action === 'set') return set(call, key, value)
  if (action === 'get') return get(call, needKey(key, 'get'))
  return show(call)
}

async function show(call: Call): Promise<Answer> {
  const { settings: known } = await settle(call.places, call.around)
  const rows = settingKeys.map((key) => ({
    key,
    value: known[key].value,
    source: known[key].source,
    variable: variableOf(key),
    help: settings[key].help,
  }))
  const text = table(
    ['SETTING', 'VALUE', 'SOURCE'],
    rows.map(({ key, value, source }) => [key, shown(value), source]),
    call.talk.columns,
  )
  return { data: { path: stackFile(call.places), settings: rows }, text }
}

async function get(call: Call, key: SettingKey): Promise<Answer> {
  const { value, source } = (await settle(call.places, call.around)).settings[key]
  return { data: { key, value, source }, text: shown(value) }
}

/** Saved only when the whole would still make sense. */
async function set(
  call: Call,
  name: string | undefined,
  text: string | undefined,
): Promise<Answer> {
  const key = needKey(name, 'set')
  if (text === undefined) {
    throw new Problem('bad-arguments', `Which value shall ${key} have?`, {
      hints: [`Write ${settings[key].example}.`, `claude-telemetry config set ${key} VALUE`],
    })
  }
  const value = text === '' ? accept(key, settings[key].default, key) : readText(key, text, key)
  await refuseForeignHome(call.around)
  const { settings: known } = await settle(call.places, call.around)
  stackConfig(withAnswers(known, { [key]: value }))
  await makeOwnFolders(call.places)
  await withLock(call.places.state, call.signal, async () => {
    await writeStack(call.places, { ...(await readStack(call.places)), [key]: value })
  })
  return {
    data: { key, value, path: stackFile(call.places) },
    text: `${key} = ${shown(value)}`,
    after: [`To put it into effect: ${(await stepsFor(call, key)).join(' && ')}`],
  }
}

/** Read when the engine starts. */
const ofEngine = new Set<SettingKey>([
  ...(['identity', 'retention-days', 'retention-size'] as const),
  ...(['http-port', 'grpc-port', 'page-port', 'listen', 'host'] as const),
  ...(['log-prompts', 'log-responses', 'log-tool-details', 'log-tool-content'] as const),
])
/** Of these Claude Code is told nothing. */
const ofEngineAlone = new Set<SettingKey>([
  'identity',
  'retention-days',
  'retention-size',
  'page-port',
])

/** Only `init` makes more of these than variables. */
const ofInit = new Set<SettingKey>(['engine', 'endpoint', 'login', 'connect'])

async function stepsFor({ places }: Call, key: SettingKey): Promise<string[]> {
  if (ofInit.has(key)) return ['claude-telemetry init']
  const isOurs = (await readReceipt(places))?.engine === 'embedded'
  if (!isOurs || !ofEngine.has(key)) return ['claude-telemetry connect']
  const rest = ofEngineAlone.has(key) ? [] : ['claude-telemetry connect']
  return ['claude-telemetry restart', ...rest]
}

function needKey(name: string | undefined, action: string): SettingKey {
  if (name !== undefined) return knownKey(name)
  throw new Problem('bad-arguments', 'Which setting?', {
    hints: [`One of: ${settingKeys.join(', ')}.`, `claude-telemetry config ${action} endpoint`],
  })
}

function shown(value: unknown): string {
  if (value === null) return '–'
  if (typeof value !== 'object') return JSON.stringify(value).replace(/^"(.*)"$/, '$1')
  const pairs = Object.entries(value).map(([name, each]) => `${name}=${String(each)}`)
  return pairs.length === 0 ? '–' : pairs.join(',')
}
