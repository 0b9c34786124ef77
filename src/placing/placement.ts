// One edit of a file of somebody else, as the receipt keeps it: all that is needed to undo it to the byte.

export type Kind = 'settings' | 'shell' | 'managed' | 'login'

/** What of the file is ours: variables in "env", one marked block, or all of it. */
export type Extent = 'env' | 'block' | 'whole'

/** A text, or only its fingerprint where the text is a secret. */
export type Kept = { readonly text: string } | { readonly sha256: string }

export interface PlacedChange {
  readonly name: string
  /** JSON text of the former value for 'env', the former lines for 'block'; null when there was nothing. */
  readonly before: Kept | null
  /** What we wrote; null when we took the name away. */
  readonly after: Kept | null
}

export interface Placement {
  readonly kind: Kind
  readonly extent: Extent
  readonly shell: string | null
  /** As asked for, and the file behind every link. */
  readonly path: string
  readonly target: string
  readonly createdFile: boolean
  /** Outermost first. */
  readonly createdFolders: readonly string[]
  /** The file without anything of ours; null when there was none. `copy` is our private backup of it. */
  readonly before: { readonly sha256: string; readonly mode: number; readonly copy: string } | null
  readonly after: { readonly sha256: string; readonly mode: number }
  /** The file just before this edit: it may have held an earlier edit of ours. Null when there was none. */
  readonly replaced: string | null
  readonly createdEnv: boolean
  readonly changes: readonly PlacedChange[]
}

/** Contract section 8. */
export interface Change {
  readonly path: string
  readonly action: 'created' | 'changed' | 'unchanged' | 'removed' | 'left'
  readonly reason: string | null
}

/** The placement of the same part of the same file, if we have one there already. */
export function earlierOf(
  placements: readonly Placement[],
  wish: Pick<Placement, 'kind' | 'extent' | 'target'>,
): Placement | null {
  return placements.find((one) => isSamePlace(one, wish)) ?? null
}

/** The list with this placement in it, in the place of an earlier one of the same file. */
export function remembered(
  placements: readonly Placement[],
  placement: Placement,
): readonly Placement[] {
  const isKnown = placements.some((one) => isSamePlace(one, placement))
  if (!isKnown) return [...placements, placement]
  return placements.map((one) => (isSamePlace(one, placement) ? placement : one))
}

function isSamePlace(
  one: Pick<Placement, 'kind' | 'extent' | 'target'>,
  other: typeof one,
): boolean {
  return one.kind === other.kind && one.extent === other.extent && one.target === other.target
}
