// The variables in a shell: our own script, and where needed one marked block that loads it.
import { join } from 'node:path'
import { Problem } from '../errors.ts'
import type { EnvChange } from '../env/change.ts'
import { blockLines, removeBlock, upsertBlock } from '../env/profile.ts'
import { usualMode } from '../world/files.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { baselineOf } from './baseline.ts'
import { earlierOf, type Placement } from './placement.ts'
import type { Conflict, Proposal } from './proposal.ts'
import {
  isPlacedShell,
  placeFor,
  type PlacedShell,
  type ShellPlace,
  sourceLine,
} from './shell-files.ts'
import { look, refuseUnwritable, type Target } from './target.ts'
import { asByteText, byteText, textBytes } from './text.ts'
import { planWhole } from './whole.ts'

export interface ShellWish {
  readonly shell: string
  readonly change: EnvChange
  /** Our own folder for scripts that profiles load. */
  readonly scripts: string
  /** How to call this program, for the remarks in the files and for hints. */
  readonly own: string
  readonly spell: (change: EnvChange, shell: PlacedShell) => string
}

/** In the order in which they are applied; they are withdrawn backwards. */
export async function planShell(
  around: Surroundings,
  wish: ShellWish,
  placements: readonly Placement[],
): Promise<Proposal[]> {
  const { shell, own, change, scripts } = wish
  if (!isPlacedShell(shell)) throw notOffered(shell, own)
  const place = await placeFor(around, shell)
  const isFolder = place.by === 'folder'
  const path = isFolder
    ? place.path
    : join(scripts, `env.${shell === 'powershell' ? 'ps1' : shell}`)
  const text = `${remarks(own)}\n${wish.spell(change, shell)}`
  const whole = {
    kind: 'shell',
    shell,
    path,
    text: text.endsWith('\n') ? text : `${text}\n`,
    change,
    isPrivate: !isFolder,
  } as const
  const script = await planWhole(around, whole, placements)
  return isFolder
    ? [script]
    : [
        script,
        await planBlock(
          around,
          { place, shell, lines: blockBody(wish.own, shell, path) },
          placements,
        ),
      ]
}

const remarks = (own: string): string =>
  `# Written by claude-telemetry; edits are lost. To remove it: ${own} disconnect --to shell`

function blockBody(own: string, shell: PlacedShell, script: string): string[] {
  return [
    `# Managed by claude-telemetry. To remove it: ${own} disconnect --to shell`,
    sourceLine(shell, script),
  ].map(asByteText)
}

interface BlockWish {
  readonly place: ShellPlace
  readonly shell: PlacedShell
  readonly lines: readonly string[]
}

async function planBlock(
  around: Surroundings,
  wish: BlockWish,
  placements: readonly Placement[],
): Promise<Proposal> {
  const { place, shell, lines } = wish
  const found = await look(place.path, around)
  const earlier = earlierOf(placements, { kind: 'shell', extent: 'block', target: found.target })
  const current = found.bytes === null ? '' : byteText(found.bytes, place.path)
  const held = blockLines(current, place.path)
  // The line that counts stands there: a profile is touched once in its life.
  const text = held?.at(-1) === lines.at(-1) ? current : upsertBlock(current, lines, place.path)
  if (text !== current) await refuseUnwritable(found, around)
  const body = lines.join('\n')
  return {
    kind: 'shell',
    extent: 'block',
    shell,
    found,
    baseline: await baselineFor(earlier, found),
    next: textBytes(text),
    mode: found.mode ?? usualMode('file'),
    folderMode: null,
    createdEnv: false,
    changes: [{ name: 'block', before: null, after: { text: body } }],
    conflicts: conflictsOf(held, body, earlier, place.path),
    lines: text === current ? [] : linesOf(held, current, text),
    notes: place.note === null ? [] : [place.note],
    earlier,
  }
}

/** A block of ours that stands there already, edited or from a lost receipt, is no part of the user's file. */
async function baselineFor(
  earlier: Placement | null,
  { bytes, path }: Target,
): Promise<Buffer | null> {
  const base = earlier === null ? bytes : (await baselineOf(earlier, bytes)).bytes
  return base === null ? null : textBytes(removeBlock(byteText(base, path), path))
}

function conflictsOf(
  held: readonly string[] | null,
  body: string,
  earlier: Placement | null,
  path: string,
): Conflict[] {
  const now = held?.join('\n') ?? body
  const after = earlier?.changes[0]?.after
  if (now === body || (after != null && 'text' in after && after.text === now)) return []
  return [
    {
      name: path,
      held: 'a block of ours that somebody has changed',
      wanted: 'our block as it should be',
    },
  ]
}

function linesOf(held: readonly string[] | null, before: string, text: string): string[] {
  const lines = (of: string, sign: string): string[] =>
    of
      .split(/\r?\n/)
      .filter((line) => line !== '')
      .map((line) => `${sign} ${Buffer.from(line, 'latin1').toString('utf8')}`)
  if (held !== null)
    return [
      ...held.flatMap((line) => lines(line, '-')),
      ...(blockLines(text, '') ?? []).flatMap((line) => lines(line, '+')),
    ]
  return lines(text.slice(before.length), '+')
}

function notOffered(shell: string, own: string): Problem {
  const line = pasteLines[shell]
  const shells = `claude-telemetry places variables in bash, zsh, fish and powershell, not in ${shell}.`
  return new Problem('unknown-shell', shells, {
    hints:
      line === undefined
        ? [`${own} connect --to settings`]
        : [`Put this line into its profile yourself:`, line.replaceAll('@', own)],
  })
}

const pasteLines: Readonly<Record<string, string>> = {
  sh: 'eval "$(@ env --shell sh)"',
  dash: 'eval "$(@ env --shell dash)"',
  ksh: 'eval "$(@ env --shell ksh)"',
  tcsh: 'eval `@ env --shell tcsh`',
  elvish: 'eval (@ env --shell elvish | slurp)',
  nu: '@ env --shell nu | from json | load-env',
}
