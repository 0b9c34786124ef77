// What can be wrong with one header of a list, by the way it is sent: over gRPC the client decodes it, over HTTP it does not.

export type Spoken = 'grpc' | 'http'

export type Fault =
  | 'colon'
  | 'no-equals'
  | 'name'
  | 'control'
  | 'percent'
  | 'semicolon'
  | 'undecodable'
  | 'foreign'
  | 'quotes'

interface Test {
  readonly fault: Fault
  /** Null: the same over both. */
  readonly only: Spoken | null
  readonly matches: (entry: string) => boolean
}

/** In the order in which they hurt: the first four lines stop everything. */
const tests: readonly Test[] = [
  { fault: 'control', only: null, matches: (entry) => /[^\t -~\x80-\uFFFF]/.test(entry) },
  {
    fault: 'colon',
    only: null,
    matches: (entry) => /^[!#$%&'*+.^_`|~\w-]+\s*:/.test(entry),
  },
  { fault: 'no-equals', only: null, matches: (entry) => entry.indexOf('=') < 1 },
  {
    fault: 'name',
    only: null,
    matches: (entry) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(entry.slice(0, entry.indexOf('=')).trim()),
  },
  { fault: 'undecodable', only: 'grpc', matches: (entry) => decoded(entry) === null },
  {
    fault: 'foreign',
    only: 'grpc',
    matches: (entry) => /[^ -~]/.test(decoded(entry) ?? ''),
  },
  { fault: 'semicolon', only: 'grpc', matches: (entry) => entry.includes(';') },
  { fault: 'percent', only: 'http', matches: (entry) => /%[0-9a-f]{2}/i.test(entry) },
  { fault: 'quotes', only: null, matches: (entry) => /=\s*(["']).*\1$/.test(entry) },
]

export function faultOf(entry: string, spoken: readonly Spoken[]): Fault | null {
  const found = tests.find(
    ({ only, matches }) => (only === null || spoken.includes(only)) && matches(entry),
  )
  return found?.fault ?? null
}

/** As gRPC sends it: cut at the first ";", then decoded. Null when it cannot be. */
function decoded(entry: string): string | null {
  try {
    return decodeURIComponent(entry.replace(/;.*$/s, ''))
  } catch {
    return null
  }
}

/** What ends a value early or starts no code is encoded; the codes that stand there stay, kept apart by a ";". */
const encode = "sed -E 's/;/%3B/g; s/%([0-9A-Fa-f]{2})/;\\1/g; s/%/%25/g; s/;/%/g'"

const edits: Readonly<Partial<Record<Fault, string>>> = {
  colon: `sed -E 's/(^|,)[ ]*([A-Za-z0-9_-]+)[ ]*:[ ]*/\\1\\2=/g'`,
  percent: "sed 's/%20/ /g; s/%3[Dd]/=/g'",
  quotes: `sed -E "s/=[\\"']/=/g; s/[\\"'](,|\\$)/\\1/g"`,
  control: "tr -d '\\r\\n'",
  semicolon: encode,
  undecodable: encode,
}

/** A filter that mends the whole list; null where only its owner can. */
export function entryEdit(fault: Fault, value: string): string | null {
  if (fault === 'undecodable' && !/%(?![0-9a-f]{2})/i.test(value)) return null
  return edits[fault] ?? null
}
