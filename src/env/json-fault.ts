// Where a text stops being plain JSON, and in which of the usual ways.
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'

export interface JsonFault {
  readonly text: string
  /** Counted from 1; null when the place cannot be told. */
  readonly line: number | null
  readonly column: number | null
}

/** For a text that JSON.parse has refused. */
export function jsonFault(body: string): JsonFault {
  const first = faultsIn(body, false)?.[0]
  if (first === undefined) return { text: 'it is not valid JSON', line: null, column: null }
  const before = body.slice(0, first.offset).split(/\r\n|\n|\r/)
  return {
    text: inWords(body, first),
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
  }
}

/** A comment and a comma too many are what editors allow and the client does not: named on their own. */
function inWords(body: string, first: ParseError): string {
  if (printParseErrorCode(first.error) === 'InvalidCommentToken')
    return 'it has a comment, which JSON does not allow'
  if (faultsIn(body, true)?.length === 0) return 'it has a comma too many'
  return first.offset >= body.trimEnd().length ? 'it ends too early' : 'it is not valid JSON there'
}

/** Null when the text is nested too deeply for the parser. */
function faultsIn(body: string, allowTrailingComma: boolean): ParseError[] | null {
  const errors: ParseError[] = []
  try {
    parse(body, errors, { disallowComments: true, allowTrailingComma })
    return errors
  } catch {
    return null
  }
}
