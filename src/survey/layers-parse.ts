// The text of a settings file → what it says about telemetry, as strictly as the client reads it.
import { type ParseError, parse as parseTolerant, printParseErrorCode } from 'jsonc-parser'
import type { Layer, Trouble } from './layers-layer.ts'
import { matters } from './layers-names.ts'

export type Said = Pick<Layer, 'state' | 'env' | 'otelHeadersHelper' | 'trouble'>

export const saidNothing: Said = { state: 'absent', env: {}, otelHeadersHelper: null, trouble: null }

/** Measured: a BOM and an empty file pass; a comment or a comma too many makes the client skip the whole file. */
export function parseSettings(text: string): Said {
  const body = text.replace(/^\uFEFF/, '')
  if (body.trim() === '') return { ...saidNothing, state: 'read' }
  let whole: unknown
  try {
    whole = JSON.parse(body)
  } catch {
    return broken(troubleIn(body))
  }
  return judge(whole)
}

function judge(whole: unknown): Said {
  if (!isObject(whole)) return broken(shape('the whole file is not an object in { }'))
  const { env, otelHeadersHelper: helper, permissions, model } = whole
  if (env !== undefined && !isObject(env)) return broken(shape('"env" is not an object'))
  if (helper !== undefined && typeof helper !== 'string') return broken(shape('"otelHeadersHelper" is not a text'))
  if (permissions !== undefined && !isObject(permissions)) return broken(shape('"permissions" is not an object'))
  if (model !== undefined && typeof model !== 'string') return broken(shape('"model" is not a text'))
  const named = helper === undefined || helper.trim() === '' ? null : helper
  return { state: 'read', env: keptOf(env ?? {}), otelHeadersHelper: named, trouble: null }
}

/** Texts, numbers and switches count; the client drops anything else without refusing the file. */
export function keptOf(env: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (!matters(name)) continue
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') kept[name] = String(value)
  }
  return kept
}

function broken(trouble: Trouble): Said {
  return { state: 'unparsable', env: {}, otelHeadersHelper: null, trouble }
}

function shape(text: string): Trouble {
  return { text, line: null, column: null }
}

function troubleIn(body: string): Trouble {
  const errors: ParseError[] = []
  parseTolerant(body, errors, { disallowComments: true, allowTrailingComma: false })
  const first = errors[0]
  if (first === undefined) return shape('it is not valid JSON')
  const before = body.slice(0, first.offset).split(/\r\n|\n|\r/)
  const column = (before.at(-1) ?? '').length + 1
  return { text: wordsFor(body, first), line: before.length, column }
}

/** A comment and a comma too many are what editors allow and the client does not: named on their own. */
function wordsFor(body: string, first: ParseError): string {
  const word = printParseErrorCode(first.error)
  if (word === 'InvalidCommentToken') return 'it has a comment, which JSON does not allow'
  const errors: ParseError[] = []
  parseTolerant(body, errors, { disallowComments: true, allowTrailingComma: true })
  if (errors.length === 0) return 'it has a comma too many'
  return first.offset >= body.trimEnd().length ? 'it ends too early' : 'it is not valid JSON there'
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
