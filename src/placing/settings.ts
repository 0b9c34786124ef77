// The variables in Claude Code's own settings.json: what would change, against the file without anything of ours.
import { posix, win32 } from 'node:path'
import type { EnvChange } from '../env/change.ts'
import { skippedByClient } from '../env/claude-settings-check.ts'
import {
  heldVariables,
  type PlacedVariables,
  placeVariables,
  type SettingsChange,
} from '../env/claude-settings.ts'
import { privateFile, usualMode } from '../world/files.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { type Baseline, baselineOf } from './baseline.ts'
import { earlierOf, type PlacedChange, type Placement } from './placement.ts'
import type { Conflict, Proposal } from './proposal.ts'
import { holdsSecret, isKept, kept, refuseReadable, shown } from './secret.ts'
import { look, refuseUnwritable, type Target } from './target.ts'
import { settingsText } from './text.ts'

export function settingsFile({ env, platform, home, cwd }: Surroundings): string {
  const path = platform === 'win32' ? win32 : posix
  const folder = env['CLAUDE_CONFIG_DIR']
  return path.join(
    folder === undefined || folder === '' ? path.join(home, '.claude') : path.resolve(cwd, folder),
    'settings.json',
  )
}

/** Looks and refuses, writes nothing. `placements` is the receipt's list: a second connect starts from the original. */
export async function planSettings(
  around: Surroundings,
  wanted: EnvChange,
  placements: readonly Placement[],
): Promise<Proposal> {
  const path = settingsFile(around)
  const found = await look(path, around)
  const earlier = earlierOf(placements, { kind: 'settings', extent: 'env', target: found.target })
  const mode = found.mode ?? (holdsSecret(wanted) ? privateFile : usualMode('file'))
  const current = found.bytes === null ? null : settingsText(found.bytes, path)
  const base = await baseFor(earlier, found, wanted, current)
  const placed = placeVariables(
    base.bytes === null ? null : settingsText(base.bytes, path),
    wanted,
    { path },
  )
  const next =
    base.kept ??
    (base.bytes !== null && placed.changes.length === 0 ? base.bytes : Buffer.from(placed.text))
  if (found.bytes?.equals(next) !== true) await refuseUnwritable(found, around)
  if (holdsSecret(wanted)) await refuseReadable(found.target, mode, around.platform)
  const names = new Set([
    ...wanted.map((entry) => entry.name),
    ...(earlier?.changes ?? []).map((change) => change.name),
  ])
  return {
    kind: 'settings',
    extent: 'env',
    shell: null,
    found,
    baseline: base.bytes,
    next,
    mode,
    folderMode: null,
    createdEnv: placed.createdEnv,
    changes: placed.changes.map(receiptChange),
    conflicts: conflictsOf(placed, earlier),
    lines: linesOf([...names].toSorted(), current, placed.text, path),
    notes: notesOf(current),
    earlier,
  }
}

type Base = Pick<Baseline, 'bytes'> & { readonly kept: Buffer | null }

async function baseFor(
  earlier: Placement | null,
  found: Target,
  wanted: EnvChange,
  current: string | null,
): Promise<Base> {
  if (earlier === null) return { bytes: found.bytes, kept: null }
  const { bytes, exact } = await baselineOf(earlier, found.bytes)
  // Edited since, but all that we want still stands: it is left as the user has it.
  const stays = !exact && current !== null && isHeldWhole(earlier, current, wanted, found.path)
  return { bytes, kept: stays ? found.bytes : null }
}

function isHeldWhole(
  earlier: Placement,
  current: string,
  wanted: EnvChange,
  path: string,
): boolean {
  const names = new Set(wanted.map((entry) => entry.name))
  const isSame = placeVariables(current, wanted, { path }).changes.length === 0
  return isSame && earlier.changes.every((change) => names.has(change.name))
}

function receiptChange({ name, before, after }: SettingsChange): PlacedChange {
  return {
    name,
    before: before === null ? null : kept(name, before),
    after: after === null ? null : kept(name, after),
  }
}

/** What the user has agreed to replace once is not asked again. */
function conflictsOf(
  { changes, conflicts }: PlacedVariables,
  earlier: Placement | null,
): Conflict[] {
  return conflicts.flatMap(({ name, held, wanted }): Conflict[] => {
    const json = changes.find((change) => change.name === name)?.before ?? null
    const agreed = earlier?.changes.find((change) => change.name === name)
    if (agreed !== undefined && isKept(agreed.before, json)) return []
    return [{ name, held: shown(name, held), wanted: wanted === null ? null : shown(name, wanted) }]
  })
}

function linesOf(
  names: readonly string[],
  old: string | null,
  text: string,
  path: string,
): string[] {
  const before = heldVariables(old ?? '', names, path)
  const after = heldVariables(text, names, path)
  const line = (sign: string, name: string, value: string): string =>
    `${sign}     ${JSON.stringify(name)}: ${JSON.stringify(shown(name, value))}`
  const lines = names.flatMap((name) => {
    const [was, is] = [before.get(name)?.text, after.get(name)?.text]
    if (was === is) return []
    return [
      ...(was === undefined ? [] : [line('-', name, was)]),
      ...(is === undefined ? [] : [line('+', name, is)]),
    ]
  })
  return lines.length === 0 ? [] : ['@@ "env" @@', ...lines]
}

function notesOf(current: string | null): string[] {
  const skipped = current === null ? null : skippedByClient(current)
  return skipped === null ? [] : [`${skipped}: remove them, or nothing in this file takes effect`]
}
