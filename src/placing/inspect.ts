// Whether an edit of ours still stands as we left it, for doctor and status.
import { blockLines } from '../env/profile.ts'
import { heldVariables } from '../env/claude-settings.ts'
import { Problem } from '../errors.ts'
import { readBytes, sha256 } from '../world/files.ts'
import type { Placement } from './placement.ts'
import { isKept } from './secret.ts'
import { byteText, settingsText } from './text.ts'

export interface Inspection {
  /** 'absent': the file holds nothing of ours (or is gone). 'edited': only in part, or it cannot be read. */
  readonly state: 'placed' | 'edited' | 'absent'
  /** What differs: names of variables, or the path where the whole part does. */
  readonly names: readonly string[]
}

export async function inspect(placement: Placement): Promise<Inspection> {
  try {
    const bytes = await readBytes(placement.target)
    if (bytes === null) return { state: 'absent', names: [placement.path] }
    if (sha256(bytes) === placement.after.sha256) return { state: 'placed', names: [] }
    if (sha256(bytes) === placement.before?.sha256)
      return { state: 'absent', names: [placement.path] }
    return compared(placement, bytes)
  } catch (problem) {
    if (problem instanceof Problem) return { state: 'edited', names: [placement.path] }
    throw problem
  }
}

function compared(placement: Placement, bytes: Buffer): Inspection {
  const { extent, path, changes } = placement
  if (extent === 'whole') return { state: 'edited', names: [path] }
  if (extent === 'block') {
    const lines = blockLines(byteText(bytes, path), path)
    if (lines === null) return { state: 'absent', names: [path] }
    return isKept(changes[0]?.after ?? null, lines.join('\n'))
      ? { state: 'placed', names: [] }
      : { state: 'edited', names: [path] }
  }
  const all = changes.map((change) => change.name)
  const held = heldVariables(settingsText(bytes, path), all, path)
  const names = changes
    .filter(({ name, after }) => !isKept(after, held.get(name)?.text ?? null))
    .map((change) => change.name)
  return {
    state: names.length === 0 ? 'placed' : names.length === all.length ? 'absent' : 'edited',
    names,
  }
}
