// Flag > environment > saved file > default, each value with its source; then the complete, frozen wish.
import { refuseContradictions } from './contradictions.ts'
import { accept, readText } from './read.ts'
import { flagOf, variableOf } from './setting.ts'
import { type SettingKey, type StackConfig, settingKeys, settings } from './settings.ts'

export type Source = 'flag' | 'environment' | 'file' | 'answer' | 'default'

export interface Sourced<Value> {
  readonly value: Value
  readonly source: Source
}

export type Settings = { readonly [Key in SettingKey]: Sourced<StackConfig[Key]> }

export interface Wishes {
  /** As typed: a text, or true for a switch given without a value. */
  readonly flags: Readonly<Partial<Record<SettingKey, string | boolean>>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly saved: Readonly<Partial<StackConfig>>
}

export function resolve(wishes: Wishes): Settings {
  return Object.freeze(
    Object.fromEntries(settingKeys.map((key) => [key, Object.freeze(resolveOne(key, wishes))])),
  ) as Settings
}

function resolveOne(key: SettingKey, wishes: Wishes): Sourced<unknown> {
  const flag = wishes.flags[key]
  if (flag !== undefined) {
    const value =
      typeof flag === 'string' ? readText(key, flag, flagOf(key)) : accept(key, flag, flagOf(key))
    return { value, source: 'flag' }
  }
  const variable = wishes.env[variableOf(key)]
  // An empty variable is how shells spell "not set".
  if (variable !== undefined && variable !== '') {
    return { value: readText(key, variable, variableOf(key)), source: 'environment' }
  }
  const saved = wishes.saved[key]
  if (saved !== undefined) return { value: saved, source: 'file' }
  return { value: settings[key].default, source: 'default' }
}

/** Answers of the wizard fill what is open; they never beat what was said before. */
export function withAnswers(known: Settings, answers: Partial<StackConfig>): Settings {
  const filled = Object.entries(answers).map(([key, value]) => [key, { value, source: 'answer' }])
  return Object.freeze({ ...known, ...Object.fromEntries(filled) }) as Settings
}

export function stackConfig(known: Settings): StackConfig {
  const config = Object.fromEntries(
    settingKeys.map((key) => [key, known[key].value]),
  ) as StackConfig
  refuseContradictions(config)
  return Object.freeze(config)
}

/** What differs from the defaults: all that has to be saved. */
export function saveable(known: Settings): Partial<StackConfig> {
  return Object.fromEntries(
    settingKeys
      .filter((key) => known[key].source !== 'default')
      .map((key) => [key, known[key].value]),
  )
}
