// The text of a settings file → what it says about telemetry, as strictly as the client reads it.
import { jsonFault } from '../env/json-fault.ts'
import type { Layer, Trouble } from './layers-layer.ts'
import { matters } from './layers-names.ts'

export type Said = Pick<Layer, 'state' | 'env' | 'otelHeadersHelper' | 'trouble'>

export const saidNothing: Said = {
  state: 'absent',
  env: {},
  otelHeadersHelper: null,
  trouble: null,
}

/** Measured: a BOM and an empty file pass; a comment or a comma too many makes the client skip the whole file. */
export function parseSettings(text: string): Said {
  const body = text.replace(/^\uFEFF/, '')
  if (body.trim() === '') return { ...saidNothing, state: 'read' }
  let whole: unknown
  try {
    whole = JSON.parse(body)
  } catch {
    return broken(jsonFault(body))
  }
  return judge(whole)
}

function judge(whole: unknown): Said {
  if (!isObject(whole)) return broken(shape('the whole file is not an object in { }'))
  const { env, otelHeadersHelper: helper, permissions, model } = whole
  if (env !== undefined && !isObject(env)) return broken(shape('"env" is not an object'))
  if (helper !== undefined && typeof helper !== 'string')
    return broken(shape('"otelHeadersHelper" is not a text'))
  if (permissions !== undefined && !isObject(permissions))
    return broken(shape('"permissions" is not an object'))
  if (model !== undefined && typeof model !== 'string')
    return broken(shape('"model" is not a text'))
  const named = helper === undefined || helper.trim() === '' ? null : helper
  return { state: 'read', env: keptOf(env ?? {}), otelHeadersHelper: named, trouble: null }
}

/** Texts, numbers and switches count; the client drops anything else without refusing the file. */
export function keptOf(env: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (!matters(name)) continue
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      kept[name] = String(value)
  }
  return kept
}

function broken(trouble: Trouble): Said {
  return { state: 'unparsable', env: {}, otelHeadersHelper: null, trouble }
}

function shape(text: string): Trouble {
  return { text, line: null, column: null }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
