// Turns what was typed, set or saved into a valid value, or says what to write instead.
import { Problem } from '../errors.ts'
import { checkEndpoint } from './endpoint.ts'
import {
  type SettingKey,
  type StackConfig,
  isSettingKey,
  settingKeys,
  settings,
} from './settings.ts'

/** `origin` is what the user knows the value by: a flag, a variable, a file. */
export function readText<Key extends SettingKey>(
  key: Key,
  text: string,
  origin: string,
): StackConfig[Key] {
  return accept(key, fromText(key, text), origin, text)
}

export function accept<Key extends SettingKey>(
  key: Key,
  value: unknown,
  origin: string,
  typed: string = typeof value === 'string' ? value : JSON.stringify(value),
): StackConfig[Key] {
  const setting = settings[key]
  const parsed = setting.schema.safeParse(value)
  if (parsed.success) return parsed.data as StackConfig[Key]
  const why =
    key === 'endpoint' && typeof value === 'string'
      ? checkEndpoint(value)
      : said(parsed.error.issues)
  throw new Problem(
    'bad-setting',
    `${origin}: ${quoted(typed)} is not accepted${why === null ? '' : `: ${why}`}.`,
    {
      hints: [`Write ${setting.example}.`, `claude-telemetry config show`],
    },
  )
}

/** A reason in the words of the settings table, where it has one. */
function said(issues: readonly { code?: string | undefined; message: string }[]): string | null {
  return (
    issues.find(({ code, message }) => code === 'custom' && /^[a-z]/.test(message))?.message ?? null
  )
}

function fromText(key: SettingKey, text: string): unknown {
  const setting = settings[key]
  switch (setting.kind) {
    case 'number':
      return /^\d+$/.test(text.trim()) ? Number(text) : text
    case 'switch':
      return switchWords[text.trim().toLowerCase()] ?? text
    case 'pairs':
      return pairs(text)
    case 'choice':
      return text.trim()
    case 'text':
      return text.trim() === '' ? null : text.trim()
  }
}

const switchWords: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
}

/** A pair without '=' stays a text, which the schema then refuses. */
function pairs(text: string): unknown {
  if (text.trim() === '') return {}
  const parts = text.split(',').map((part) => /^\s*([^=]*)=(.*)$/s.exec(part))
  if (parts.some((part) => part === null)) return text
  return Object.fromEntries(parts.map((part) => [part?.[1] ?? '', part?.[2] ?? '']))
}

/** Never echo a password that was typed into an address. */
function quoted(text: string): string {
  return JSON.stringify(text.replace(/\/\/[^/@\s]*@/, '//…@')).slice(0, 200)
}

export function knownKey(text: string): SettingKey {
  const key = text.replace(/^--/, '')
  if (isSettingKey(key)) return key
  throw new Problem('unknown-setting', `There is no setting called ${JSON.stringify(text)}.`, {
    hints: [`The settings are: ${settingKeys.join(', ')}.`, 'claude-telemetry config show'],
  })
}
