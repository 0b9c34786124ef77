// An edit that is planned and not made yet: it can be shown, refused, or applied.
import type { Target } from './target.ts'
import type { Change, Extent, Kind, PlacedChange, Placement } from './placement.ts'

/** A name (or file) of ours that somebody else has given another value; secrets are masked. */
export interface Conflict {
  readonly name: string
  readonly held: string
  readonly wanted: string | null
}

export interface Proposal {
  readonly kind: Kind
  readonly extent: Extent
  readonly shell: string | null
  readonly found: Target
  /** The file without anything of ours; null when there was or would be none. */
  readonly baseline: Buffer | null
  readonly next: Buffer
  readonly mode: number
  /** Null: what the system gives, as the owner of the place would have made them. */
  readonly folderMode: number | null
  readonly createdEnv: boolean
  readonly changes: readonly PlacedChange[]
  readonly conflicts: readonly Conflict[]
  /** Lines of the difference, with + and -, secrets masked. */
  readonly lines: readonly string[]
  /** What has to be said beside it, such as that the client skips this file. */
  readonly notes: readonly string[]
  readonly earlier: Placement | null
}

export function isUnchanged({ found, next }: Proposal): boolean {
  return found.bytes !== null && found.bytes.equals(next)
}

export function drawn(proposal: Proposal): Change {
  const { found, notes } = proposal
  const action = isUnchanged(proposal) ? 'unchanged' : found.bytes === null ? 'created' : 'changed'
  return { path: found.path, action, reason: notes[0] ?? null }
}

/** The exact change, for --dry-run and for the question before it. */
export function describe(proposal: Proposal): string {
  const { found, lines, notes } = proposal
  const head =
    found.target === found.path ? found.path : `${found.path} (a link to ${found.target})`
  if (isUnchanged(proposal)) return [`${head}: unchanged`, ...notes].join('\n')
  const old = found.bytes === null ? 'new file' : head
  return [`--- ${old}`, `+++ ${head}`, ...lines, ...notes.map((note) => `Note: ${note}`)].join('\n')
}
