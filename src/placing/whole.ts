// A file that is ours as a whole: scripts that a shell loads, files for managed settings.
import type { EnvChange } from '../env/change.ts'
import { privateFile, usualMode } from '../world/files.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { baselineOf } from './baseline.ts'
import { earlierOf, type Kind, type Placement } from './placement.ts'
import type { Conflict, Proposal } from './proposal.ts'
import { holdsSecret, kept, refuseReadable, shown } from './secret.ts'
import { look, refuseUnwritable, type Target } from './target.ts'

export interface WholeWish {
  readonly kind: Kind
  readonly shell: string | null
  readonly path: string
  readonly text: string
  /** The variables in the text, for the receipt and for showing them masked; empty for plain words. */
  readonly change: EnvChange
  /** Below our own places: closed to others. In a folder of somebody else: as the system makes it. */
  readonly isPrivate: boolean
}

export async function planWhole(
  around: Surroundings,
  wish: WholeWish,
  placements: readonly Placement[],
): Promise<Proposal> {
  const { kind, shell, path, change, isPrivate } = wish
  const found = await look(path, around)
  const earlier = earlierOf(placements, { kind, extent: 'whole', target: found.target })
  const next = Buffer.from(wish.text, 'utf8')
  const isClosed = isPrivate || holdsSecret(change)
  const mode =
    isClosed && earlier !== null
      ? privateFile
      : (found.mode ?? (isClosed ? privateFile : usualMode('file')))
  if (found.bytes?.equals(next) !== true) await refuseUnwritable(found, around)
  if (holdsSecret(change)) await refuseReadable(found.target, mode, around.platform)
  return {
    kind,
    extent: 'whole',
    shell,
    found,
    baseline: await baselineFor(earlier, found),
    next,
    mode,
    folderMode: isPrivate ? 0o700 : null,
    createdEnv: false,
    changes: change.map(({ name, value }) => ({
      name,
      before: null,
      after: value === null ? null : kept(name, value),
    })),
    conflicts: conflictsOf(found, next, earlier),
    lines: linesOf(wish),
    notes: [],
    earlier,
  }
}

/** What somebody wrote into a file of ours goes with it; that is asked for as a conflict before. */
async function baselineFor(earlier: Placement | null, found: Target): Promise<Buffer | null> {
  if (earlier === null) return found.bytes
  return earlier.createdFile ? null : (await baselineOf(earlier, found.bytes)).bytes
}

function conflictsOf(
  { path, bytes, sha256 }: Target,
  next: Buffer,
  earlier: Placement | null,
): Conflict[] {
  if (bytes === null || bytes.equals(next)) return []
  if (sha256 === earlier?.after.sha256 || sha256 === earlier?.replaced) return []
  const held = earlier === null ? 'a file that is not ours' : 'our file, changed by somebody since'
  return [{ name: path, held, wanted: 'our file as it should be' }]
}

function linesOf({ change, text }: WholeWish): string[] {
  if (change.length === 0)
    return text
      .trimEnd()
      .split('\n')
      .map((line) => `+ ${line}`)
  return change.map(({ name, value }) =>
    value === null ? `+ (removes ${name})` : `+ ${name}=${shown(name, value)}`,
  )
}
