// One file that holds a whole store: what it is, a copy of the database, and the key that its signs were made with.
import { Problem } from '../../errors.ts'
import { type Part, readArchive, writeArchive } from '../../world/archive.ts'
import { standingFile } from '../../world/database-files.ts'
import { sha256OfFile } from '../../world/digest.ts'
import { refuseTooLarge } from './copy.ts'
import { steps } from './migrate.ts'

const format = 'claude-telemetry backup'
const database = 'telemetry.db'
const key = 'identity.key'
/** More than any store should ever be; a size beyond is no size. */
const most = { small: 1024 * 1024, large: 1024 ** 4 }

export interface Manifest {
  readonly format: typeof format
  readonly formatVersion: 1
  readonly schema: number
  readonly version: string
  readonly stack: string
  readonly made: string
  readonly bytes: number
  readonly sha256: string
}

export interface BackupWish {
  /** A copy of the database, at rest. */
  readonly copy: string
  readonly schema: number
  readonly version: string
  readonly stack: string
  readonly key: Uint8Array | null
}

export async function writeBackup(
  path: string,
  { copy, key: keyBytes, ...about }: BackupWish,
  signal: AbortSignal,
): Promise<Manifest> {
  const bytes = (await standingFile(copy))?.size ?? 0
  const sha256 = await sha256OfFile(copy)
  const made = new Date().toISOString()
  const manifest: Manifest = { format, formatVersion: 1, ...about, made, bytes, sha256 }
  const text = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)
  const parts: Part[] = [
    { name: 'manifest.json', size: text.length, from: text },
    ...(keyBytes === null ? [] : [{ name: key, size: keyBytes.length, from: keyBytes }]),
    { name: database, size: bytes, from: { path: copy } },
  ]
  await writeArchive(path, parts, signal)
  return manifest
}

export interface Opened {
  readonly manifest: Manifest
  readonly key: Uint8Array | null
}

/** The database goes to `to`; nothing of it is believed that its manifest does not say. */
export async function readBackup(path: string, to: string, signal: AbortSignal): Promise<Opened> {
  const fits = (size: number): Promise<void> => refuseTooLarge(to, size)
  const found = await readArchive(path, { name: database, to }, { ...most, fits }, signal)
  const manifest = manifestIn(found?.texts['manifest.json'])
  if (found === null || manifest === null)
    throw damaged(path, 'it is no backup, or not a whole one')
  if (manifest.schema > steps.length || manifest.formatVersion > 1) throw newer(path, manifest)
  if (found.file?.size !== manifest.bytes || found.file.sha256 !== manifest.sha256)
    throw damaged(path, 'its checksum does not fit what it holds')
  return { manifest, key: found.texts[key] ?? null }
}

function manifestIn(bytes: Uint8Array | undefined): Manifest | null {
  if (bytes === undefined) return null
  try {
    const said = JSON.parse(new TextDecoder().decode(bytes)) as Manifest
    return said.format === format && Number.isInteger(said.schema) ? said : null
  } catch {
    return null
  }
}

export function damaged(path: string, why: string): Problem {
  return new Problem('backup-damaged', `${path} cannot be restored: ${why}. Nothing was changed.`, {
    hints: [`tar tzvf '${path}'`],
  })
}

function newer(path: string, { version, schema }: Manifest): Problem {
  return new Problem(
    'store-newer',
    `${path} was made by a newer claude-telemetry (${version}, schema ${schema}). Nothing was changed.`,
    { hints: ['npx claude-telemetry@latest restore FILE'] },
  )
}
