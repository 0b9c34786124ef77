// Is an installed file still the one we installed: size and time when they tell, the whole checksum when they do not.
import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { manifestFile } from './folder.mjs'

export function readManifest() {
  try {
    const { installed, missing } = JSON.parse(readFileSync(manifestFile(), 'utf8'))
    return { installed: installed ?? {}, missing: missing ?? {} }
  } catch {
    return { installed: {}, missing: {} }
  }
}

export function writeManifest(manifest) {
  const file = manifestFile()
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.${process.pid}`, text)
  renameSync(`${file}.${process.pid}`, file)
}

export async function checksum(path, algorithm, encoding = 'hex') {
  const hash = createHash(algorithm)
  await pipeline(createReadStream(path), hash)
  return hash.digest(encoding)
}

/** `from` says what it was made of: another version or another source means another file. */
export async function record(path, from) {
  const { size, mtimeMs } = statSync(path)
  return { from, size, mtimeMs, sha256: await checksum(path, 'sha256') }
}

/** The record to keep, or null when the file has to be made again. */
export async function stillGood(path, from, kept) {
  if (kept === undefined || kept.from !== from || !existsSync(path)) return null
  const { size, mtimeMs } = statSync(path)
  if (size === kept.size && mtimeMs === kept.mtimeMs) return kept
  return (await checksum(path, 'sha256')) === kept.sha256 ? { ...kept, size, mtimeMs } : null
}
