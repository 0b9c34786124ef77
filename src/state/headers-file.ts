// Headers are secrets: read from a file that only its owner can read, or kept privately when typed in.
import { isAbsolute, join, resolve } from 'node:path'
import { type Headers, parseHeaders } from '../config/headers.ts'
import { Problem, asWord } from '../errors.ts'
import { privateFile, readBytes, standing, writeWhole } from '../world/files.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'

function keptHeaders(places: Places): string {
  return join(places.config, 'headers')
}

/** `file` as the setting has it: null, a path, or - for those kept from standard input. */
export async function readHeaders(
  file: string | null,
  places: Places,
  around: Surroundings,
): Promise<Headers> {
  if (file === null) return {}
  const path = file === '-' ? keptHeaders(places) : resolve(around.cwd, file)
  const text = await readSecret(path, around)
  if (text === null) {
    throw new Problem('bad-headers', `The headers file ${path} does not exist.`, {
      hints: [
        'claude-telemetry config set headers-file FILE',
        'claude-telemetry config set headers-file ""',
      ],
    })
  }
  return parseHeaders(text, path)
}

/** Null where there is no such file. */
export async function readSecret(path: string, around: Surroundings): Promise<string | null> {
  const bytes = await readBytes(path)
  if (bytes !== null) await refuseReadable(path, around)
  return bytes?.toString('utf8') ?? null
}

async function refuseReadable(path: string, around: Surroundings): Promise<void> {
  const mode = (await standing(path))?.mode ?? 0
  if (around.platform === 'win32' || (mode & 0o077) === 0) return
  throw new Problem('secret-readable', `Others can read ${path}; it holds secrets.`, {
    hints: [`chmod 600 ${asWord(path)}`],
  })
}

/** A relative path would mean another file in another folder: what is saved is absolute. */
export function lastingPath(file: string | null, around: Surroundings): string | null {
  return file === null || file === '-' || isAbsolute(file) ? file : resolve(around.cwd, file)
}

export async function keepHeaders(text: string, places: Places): Promise<void> {
  parseHeaders(text, 'standard input')
  await writeWhole(keptHeaders(places), text.endsWith('\n') ? text : `${text}\n`, {
    mode: privateFile,
  })
}
