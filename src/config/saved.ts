// The saved wish, stack.json: its form, its migrations, and what is said when it cannot be used.
import { Problem, asWord } from '../errors.ts'
import { accept } from './read.ts'
import { type SettingKey, type StackConfig, isSettingKey } from './settings.ts'

export const schemaVersion = 1

/** From version N to N+1, by index N-1. Grows by one with each change of form. */
type Migration = (settings: Readonly<Record<string, unknown>>) => Record<string, unknown>
const migrations: readonly Migration[] = []

export function parseSaved(text: string, path: string): Partial<StackConfig> {
  const file = asObject(parseJson(text), path)
  const version = file['schemaVersion']
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw damaged(path, 'it names no version')
  if (version > schemaVersion) throw newer(path, version)
  let known: Record<string, unknown> = asObject(file['settings'], path)
  for (const migrate of migrations.slice(version - 1)) known = migrate(known)
  return Object.fromEntries(
    Object.entries(known).map(([key, value]) => {
      if (!isSettingKey(key))
        throw damaged(path, `it holds an unknown setting, ${JSON.stringify(key)}`)
      return [key, believed(key, value, path)]
    }),
  )
}

/** Nobody typed it here: a value that cannot be is a fault of the file. */
function believed(key: SettingKey, value: unknown, path: string): unknown {
  try {
    return accept(key, value, key)
  } catch {
    throw damaged(path, `it holds ${JSON.stringify(value)} as ${key}`)
  }
}

export function formatSaved(settings: Partial<StackConfig>): string {
  const sorted = Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ schemaVersion, settings: sorted }, null, 2)}\n`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw damaged(path, 'it is not whole')
}

function damaged(path: string, why: string): Problem {
  return new Problem(
    'stack-damaged',
    `Your saved settings cannot be used: ${why} (${path}). They were left as they are.`,
    {
      hints: [
        'Mend the file, or set it aside and set up again:',
        `mv ${asWord(path)} ${asWord(`${path}.old`)} && claude-telemetry init`,
      ],
    },
  )
}

function newer(path: string, version: number): Problem {
  return new Problem(
    'stack-newer',
    `Your saved settings were written by a newer claude-telemetry (form ${version}, this one knows ${schemaVersion}): ${path}. They were left as they are.`,
    { hints: ['npx claude-telemetry@latest status'] },
  )
}
