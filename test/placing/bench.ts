// A home of its own for one test: its tree as data, a receipt in memory, and connect and disconnect as the commands do them.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EnvChange } from '../../src/env/change.ts'
import { apply } from '../../src/placing/apply.ts'
import { type Placement, remembered } from '../../src/placing/placement.ts'
import type { Proposal } from '../../src/placing/proposal.ts'
import { planSettings } from '../../src/placing/settings.ts'
import { withdraw, type Withdrawn } from '../../src/placing/withdraw.ts'
import type { Surroundings } from '../../src/world/surroundings.ts'

export interface Bench {
  readonly around: Surroundings
  readonly home: string
  readonly backups: string
  readonly receipt: { placements: readonly Placement[] }
  readonly end: () => void
}

export function bench(more: Partial<Surroundings> = {}): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-placing-'))
  const home = join(folder, 'home')
  mkdirSync(home, { mode: 0o755 })
  const around: Surroundings = {
    env: {},
    platform: process.platform,
    home,
    cwd: home,
    uid: process.getuid?.() ?? null,
    ...more,
  }
  const end = (): void => removed(folder)
  return {
    around,
    home,
    backups: join(folder, 'state', 'backups'),
    receipt: { placements: [] },
    end,
  }
}

/** Every entry with its kind, mode and content: equal trees are equal homes. */
export function tree(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix))
    .toSorted()
    .flatMap((name) => {
      const path = join(prefix, name)
      const found = lstatSync(join(folder, path))
      const mode = (found.mode & 0o7777).toString(8)
      const who = `${found.uid}:${found.gid}`
      if (found.isSymbolicLink()) return [`${path} -> ${readlinkSync(join(folder, path))}`]
      if (found.isDirectory()) return [`${path}/ ${mode} ${who}`, ...tree(folder, path)]
      return [`${path} ${mode} ${who} ${contentOf(join(folder, path))}`]
    })
}

/** What cannot be read cannot have been read by the program either: its size and time stand for it. */
function contentOf(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    const { size, mtimeMs, ino } = lstatSync(path)
    return `unreadable ${size} ${mtimeMs} ${ino}`
  }
}

/** Closed folders are opened first, or they could not be emptied. */
function removed(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755)
  }
  rmSync(folder, { recursive: true, force: true })
}

export async function applied(to: Bench, proposals: readonly Proposal[]): Promise<void> {
  for (const proposal of proposals) {
    await apply(proposal, to.backups, async (placement) => {
      to.receipt.placements = remembered(to.receipt.placements, placement)
    })
  }
}

export async function connect(to: Bench, wanted: EnvChange): Promise<Proposal> {
  // The receipt has been on the disk between two runs.
  const placements = JSON.parse(JSON.stringify(to.receipt.placements)) as Placement[]
  const proposal = await planSettings(to.around, wanted, placements)
  await applied(to, [proposal])
  return proposal
}

export async function disconnect(to: Bench): Promise<Withdrawn[]> {
  const results: Withdrawn[] = []
  const placements = JSON.parse(JSON.stringify(to.receipt.placements)) as Placement[]
  for (const placement of placements.toReversed())
    results.push(await withdraw(placement, to.around))
  to.receipt.placements = placements.filter((_, index) => results.at(-1 - index)?.done !== true)
  return results
}
