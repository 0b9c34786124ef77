// The file without anything of ours, to the byte where nobody touched it since, else with only our parts taken out.
import { blockLines, removeBlock } from '../env/profile.ts'
import { isEmptySettings, type LeftVariable, takeBack } from '../env/claude-settings-undo.ts'
import { heldVariables, type SettingsChange } from '../env/claude-settings.ts'
import { readBytes, sha256 } from '../world/files.ts'
import type { Placement } from './placement.ts'
import { isKept, shown } from './secret.ts'
import { byteText, settingsText, textBytes } from './text.ts'

export interface Baseline {
  /** Null when the file is not to be. */
  readonly bytes: Buffer | null
  readonly exact: boolean
  /** What somebody else changed since, by name: it stays. */
  readonly left: readonly LeftVariable[]
}

/** `current` is the file as it stands now; null when it is gone. */
export async function baselineOf(placement: Placement, current: Buffer | null): Promise<Baseline> {
  if (current === null) return { bytes: null, exact: true, left: [] }
  const hash = sha256(current)
  const { before, after, replaced } = placement
  if (hash === before?.sha256) return { bytes: current, exact: true, left: [] }
  const isOurs = hash === after.sha256 || hash === replaced
  if (isOurs && before === null) return { bytes: null, exact: true, left: [] }
  const copy = await copyOf(placement)
  if (isOurs && copy !== null) return { bytes: copy, exact: true, left: [] }
  if (placement.extent === 'env') return withoutVariables(placement, current, copy)
  return placement.extent === 'block'
    ? withoutBlock(placement, current)
    : whole(placement, current, isOurs)
}

async function copyOf({ before }: Placement): Promise<Buffer | null> {
  const bytes = before === null ? null : await readBytes(before.copy).catch(() => null)
  return bytes !== null && sha256(bytes) === before?.sha256 ? bytes : null
}

function withoutVariables(placement: Placement, current: Buffer, copy: Buffer | null): Baseline {
  const { path, createdEnv, createdFile } = placement
  const text = settingsText(current, path)
  const changes = resolved(placement, text, copy === null ? null : settingsText(copy, path))
  const back = takeBack(text, { changes, createdEnv }, { path })
  const known = new Set(changes.map((change) => change.name))
  const lost = placement.changes
    .filter((change) => !known.has(change.name))
    .map(({ name }) => ({ name, held: null }))
  const left = [...back.left, ...lost].map(({ name, held }) => ({
    name,
    held: held === null ? null : shown(name, held),
  }))
  const bytes = createdFile && isEmptySettings(back.text) ? null : Buffer.from(back.text)
  return { bytes, exact: false, left }
}

/** Secrets have no text in the receipt: ours is recognised in the file by its hash, the former one lies in the backup. */
function resolved(placement: Placement, text: string, copy: string | null): SettingsChange[] {
  const names = placement.changes.map((change) => change.name)
  const now = heldVariables(text, names, placement.path)
  const former = copy === null ? null : heldVariables(copy, names, placement.path)
  return placement.changes.flatMap(({ name, before, after }): SettingsChange[] => {
    const held = now.get(name)?.text ?? null
    const ours =
      after !== null && 'sha256' in after
        ? isKept(after, held)
          ? held
          : notHeld
        : (after?.text ?? null)
    if (before !== null && 'sha256' in before) {
      const json = former?.get(name)?.json ?? null
      return isKept(before, json) ? [{ name, before: json, after: ours }] : []
    }
    return [{ name, before: before?.text ?? null, after: ours }]
  })
}

/** Stands for a value of ours that is no longer in the file, so that nothing there is taken for it. */
const notHeld = '\u0000\uD800 not held'

function withoutBlock(placement: Placement, current: Buffer): Baseline {
  const text = byteText(current, placement.path)
  const lines = blockLines(text, placement.path)
  const change = placement.changes[0]
  if (lines === null || change === undefined) return { bytes: current, exact: false, left: [] }
  if (!isKept(change.after, lines.join('\n')))
    return { bytes: current, exact: false, left: [{ name: change.name, held: 'edited' }] }
  const rest = removeBlock(text, placement.path)
  return {
    bytes: placement.createdFile && rest === '' ? null : textBytes(rest),
    exact: false,
    left: [],
  }
}

function whole(placement: Placement, current: Buffer, isOurs: boolean): Baseline {
  // Ours, but the backup of what stood there is lost: better our file than none.
  const held = isOurs ? 'its backup is lost' : 'edited'
  return { bytes: current, exact: false, left: [{ name: placement.path, held }] }
}
