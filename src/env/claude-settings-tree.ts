// settings.json as places in a text: where each member begins and ends, so that an edit touches nothing else.
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { Problem } from '../errors.ts'

export interface Member {
  readonly key: string
  /** From the first quote of the key to the end of the value. */
  readonly start: number
  readonly keyEnd: number
  readonly end: number
  readonly value: Node
  /** Where the comma behind it stands; null when there is none. */
  readonly comma: number | null
}

export interface Place {
  readonly open: number
  readonly close: number
  readonly members: readonly Member[]
}

export function rootOf(text: string, path: string): Place {
  const errors: ParseError[] = []
  const tree = parsed(text, path, errors)
  const error = errors[0]
  if (error !== undefined)
    throw unparsable(text, path, error.offset, printParseErrorCode(error.error))
  if (tree?.type !== 'object') throw notAnObject('the whole file', tree, path)
  return placeOf(text, tree)
}

function parsed(text: string, path: string, errors: ParseError[]): Node | undefined {
  try {
    // A byte order mark is no JSON to the parser; a space of the same width keeps every offset.
    return parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true })
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new Problem(
      'settings-unparsable',
      `${path} is nested too deeply to be read. It was left as it is.`,
      { cause },
    )
  }
}

export function envOf(
  text: string,
  root: Place,
  path: string,
): { member: Member; place: Place } | null {
  const member = only(root, 'env', path)
  if (member === null) return null
  if (member.value.type !== 'object') throw notAnObject('"env"', member.value, path)
  return { member, place: placeOf(text, member.value) }
}

/** The member of that name; the client takes the last of several, a person may mean the first, so we do not choose. */
export function only(place: Place, key: string, path: string): Member | null {
  const found = place.members.filter((member) => member.key === key)
  if (found.length > 1) {
    throw new Problem(
      'settings-ambiguous',
      `${path} holds "${key}" ${found.length} times. It was left as it is.`,
      {
        hints: [
          `Keep one of them, then run the same command again. Claude Code reads the last one.`,
        ],
      },
    )
  }
  return found[0] ?? null
}

function placeOf(text: string, node: Node): Place {
  const members = (node.children ?? []).flatMap((property): Member[] => {
    const [key, value] = property.children ?? []
    if (key === undefined || value === undefined) return []
    const end = value.offset + value.length
    const next = afterTrivia(text, end)
    const [start, keyEnd] = [key.offset, key.offset + key.length]
    return [
      {
        key: String(key.value),
        start,
        keyEnd,
        end,
        value,
        comma: text[next] === ',' ? next : null,
      },
    ]
  })
  return { open: node.offset, close: node.offset + node.length - 1, members }
}

/** The first offset that is neither white space nor part of a comment. */
function afterTrivia(text: string, from: number): number {
  let at = from
  for (const piece of trivia(text, from)) at += piece.length
  return at
}

/** White space and comments, one after the other, as they stand. */
export function* trivia(text: string, from: number): Generator<string> {
  const piece = /\s+|\/\/[^\n\r]*|\/\*[\s\S]*?\*\//y
  piece.lastIndex = from
  for (let found = piece.exec(text); found !== null; found = piece.exec(text)) yield found[0]
}

/** The value as the client hands it to its environment: JSON numbers and words become their text. */
export function spoken(text: string, value: Node): string {
  return value.type === 'string'
    ? String(value.value)
    : text.slice(value.offset, value.offset + value.length)
}

/** Strict JSON, as the client wants it. */
export function isPlain(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function unparsable(text: string, path: string, offset: number, word: string): Problem {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/)
  const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1]
  return new Problem(
    'settings-unparsable',
    `${path} cannot be parsed: line ${line}, column ${column} (${word}). It was left as it is.`,
    {
      hints: [
        `Mend that place, then run the same command again. Claude Code skips the whole file as it stands.`,
      ],
    },
  )
}

function notAnObject(what: string, node: Node | undefined, path: string): Problem {
  return new Problem(
    'settings-unparsable',
    `${path}: ${what} is ${node?.type ?? 'nothing'}, not an object. It was left as it is.`,
    {
      hints: [`Make it {"NAME": "value"}, then run the same command again.`],
    },
  )
}
