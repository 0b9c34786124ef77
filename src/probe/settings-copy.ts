// A settings file as the client would take it, with nothing in it that runs, asks or signs in.
import { type Detour, envCopy } from './env-copy.ts'

type Json = Readonly<Record<string, unknown>>

/** Skipped whole by the client, as the file is that it stands for. */
const unreadable = '{'

/** Of these the client refuses the whole file when they are something else; `permissions` is harmless as it is. */
const objects = ['permissions', 'statusLine', 'enabledPlugins', 'env']

export interface SettingsCopy {
  readonly text: string
  /** Has a headers helper, which is run as ever: without it nothing is exported. */
  readonly hasHelper: boolean
}

export function settingsCopy(text: string, detour: Detour): SettingsCopy {
  const body = text.replace(/^\uFEFF/, '')
  if (body.trim() === '') return { text: '', hasHelper: false }
  const settings = parsed(body)
  if (!isObject(settings)) return { text: unreadable, hasHelper: false }
  const copy = Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => kept(key, value, detour)),
  )
  return { text: JSON.stringify({ ...copy, disableAllHooks: true }), hasHelper: hasHelper(text) }
}

export function hasHelper(text: string): boolean {
  const settings = parsed(text.replace(/^\uFEFF/, ''))
  const helper = isObject(settings) ? settings['otelHeadersHelper'] : undefined
  return typeof helper === 'string' && helper.trim() !== ''
}

/** Objects, lists and texts may hold commands and secrets and go; numbers and switches cannot. */
function kept(key: string, value: unknown, detour: Detour): [string, unknown][] {
  if (key === 'env' && isObject(value)) return [[key, envCopy(value, detour)]]
  if (key === 'otelHeadersHelper' || key === 'permissions') return [[key, value]]
  const hasWrongKind = objects.includes(key) && !isObject(value)
  const isHarmless = value === null || typeof value === 'number' || typeof value === 'boolean'
  return hasWrongKind || isHarmless ? [[key, value]] : []
}

/** The client's own state: a forgotten `env` in it is in effect still; the rest is an account, keys and projects. */
export function stateCopy(text: string, detour: Detour): string {
  const state = parsed(text.replace(/^\uFEFF/, ''))
  const env =
    isObject(state) && isObject(state['env']) ? { env: envCopy(state['env'], detour) } : {}
  return JSON.stringify({ hasCompletedOnboarding: true, ...env })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
