// state/receipt.json, what was really made: the list that disconnect and uninstall walk backwards.
import { join } from 'node:path'
import { Problem, asWord } from '../errors.ts'
import type { LoginService } from '../embedded/login/service.ts'
import type { Placement } from '../placing/placement.ts'
import { privateFile, readBytes, writeWhole } from '../world/files.ts'
import type { Places } from '../world/places.ts'

/** What starts the engine at login: the system's own file for it, and the link that makes it count. */
export interface LoginRecord {
  readonly system: LoginService['system']
  readonly name: string
  readonly file: Placement
  readonly link: {
    readonly path: string
    readonly to: string
    /** Folders that were made for it, outermost first. */
    readonly folders: readonly string[]
  } | null
}

export interface Receipt {
  readonly schemaVersion: 1
  readonly stack: string
  readonly engine: 'embedded' | 'remote'
  /** Version of the program that wrote it. */
  readonly program: string
  readonly since: string
  readonly updated: string
  /** When something was last placed in a file of others: sessions older than that keep what they read. */
  readonly placed: string | null
  /** Edits to files of others, oldest first. */
  readonly placements: readonly Placement[]
  /** Missing in receipts of earlier versions. */
  readonly login?: LoginRecord | null
}

export function receiptFile(places: Places): string {
  return join(places.state, 'receipt.json')
}

export async function readReceipt(places: Places): Promise<Receipt | null> {
  const path = receiptFile(places)
  const bytes = await readBytes(path)
  return bytes === null ? null : parseReceipt(bytes.toString('utf8'), path)
}

export async function writeReceipt(places: Places, receipt: Receipt): Promise<void> {
  await writeWhole(receiptFile(places), `${JSON.stringify(receipt, null, 2)}\n`, {
    mode: privateFile,
  })
}

function parseReceipt(text: string, path: string): Receipt {
  const receipt = parsed(text) as Partial<Receipt> | null
  if (typeof receipt !== 'object' || receipt === null) throw damaged(path, 'it is not whole')
  if (receipt.schemaVersion !== 1)
    throw damaged(path, 'it was written by another version of this program')
  const { placements, engine } = receipt
  if (!Array.isArray(placements) || !placements.every(isPlacement) || typeof engine !== 'string')
    throw damaged(path, 'parts of it are missing')
  if (receipt.login != null && !isPlacement(receipt.login.file))
    throw damaged(path, 'parts of what it says about the login are missing')
  return receipt as Receipt
}

/** All that undoing relies on: with less it would undo wrongly. */
function isPlacement(value: unknown): value is Placement {
  if (typeof value !== 'object' || value === null) return false
  const { kind, extent, path, target, createdFolders, changes, before, after } =
    value as Partial<Placement>
  return (
    [kind, extent, path, target].every((text) => typeof text === 'string') &&
    [createdFolders, changes].every((list) => Array.isArray(list)) &&
    (before === null || typeof before?.copy === 'string') &&
    typeof after?.sha256 === 'string'
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function damaged(path: string, why: string): Problem {
  return new Problem(
    'receipt-damaged',
    `The receipt of what was set up cannot be used: ${why} (${path}). It was left as it is.`,
    {
      hints: [
        'The originals of the files that were changed lie in the folder "backups" beside it.',
        `mv ${asWord(path)} ${asWord(`${path}.old`)} && claude-telemetry init`,
      ],
    },
  )
}

/** The first receipt, or the former one brought up to date: what it lists must not be lost. */
export function renewed(
  former: Receipt | null,
  stack: string,
  engine: Receipt['engine'],
  program: string,
  now: Date,
): Receipt {
  const updated = now.toISOString()
  if (former !== null) return { ...former, engine, program, updated }
  return {
    schemaVersion: 1,
    stack,
    engine,
    program,
    since: updated,
    updated,
    placed: null,
    placements: [],
  }
}
