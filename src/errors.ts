// Every way the program can fail, by name. A script reads the code; the exit code says the same.

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  missing: 3,
  unhealthy: 4,
  interrupted: 130,
  terminated: 143,
} as const

export type Outcome = keyof typeof exitCodes

/** Code of a problem → how the program ends because of it. One line for each reason to stop. */
export const problems = {
  'unknown-command': 'usage',
  'unknown-option': 'usage',
  'bad-arguments': 'usage',
  'bad-setting': 'usage',
  'unknown-setting': 'usage',
  'unknown-shell': 'usage',
  'unspeakable-value': 'usage',
  'answer-needed': 'usage',
  'value-conflict': 'usage',
  'home-of-another-user': 'usage',
  'secret-readable': 'usage',
  'bad-headers': 'usage',
  'unknown-finding': 'usage',
  'data-elsewhere': 'failed',
  'not-set-up': 'missing',
  'no-engine': 'missing',
  'no-login': 'missing',
  'port-taken': 'missing',
  'not-running': 'missing',
  'name-taken': 'missing',
  'image-missing': 'missing',
  'engine-failed': 'failed',
  'another-run': 'missing',
  'old-node': 'missing',
  'stack-damaged': 'failed',
  'stack-newer': 'failed',
  'receipt-damaged': 'failed',
  'settings-unparsable': 'failed',
  'settings-ambiguous': 'failed',
  'profile-ambiguous': 'failed',
  'changed-meanwhile': 'failed',
  'file-unreadable': 'failed',
  'file-unwritable': 'failed',
  'disk-full': 'failed',
  'store-full': 'failed',
  'store-busy': 'failed',
  'store-damaged': 'failed',
  'backup-damaged': 'failed',
  'store-newer': 'failed',
  'network-folder': 'failed',
  'store-owned': 'missing',
  'store-closed': 'failed',
  'bad-body': 'failed',
  'bad-query': 'usage',
  'query-too-large': 'failed',
  unexpected: 'failed',
  unhealthy: 'unhealthy',
  cancelled: 'interrupted',
  terminated: 'terminated',
} as const satisfies Record<string, Outcome>

export type ProblemCode = keyof typeof problems

/** An expected failure: what happened, why (cause), and what to type next (hints, most useful last). */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly hints: readonly string[]

  constructor(
    code: ProblemCode,
    message: string,
    more: { hints?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.hints = more.hints ?? []
  }

  get outcome(): Outcome {
    return problems[this.code]
  }
}

/** A path in a line to paste: one word of sh, whatever it holds. */
export function asWord(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`
}
