// The token that the embedded engine asks for when others can reach it: made once, in a file for its owner alone.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Problem } from '../errors.ts'
import { readSecret } from './headers-file.ts'
import { makeOnce, privateFile } from '../world/files.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'

export function tokenFile(places: Places): string {
  return join(places.config, 'otlp-token')
}

/** Two that start at once agree: whoever comes second takes what the first one made. */
export async function makeToken(places: Places, around: Surroundings): Promise<string> {
  await makeOnce(tokenFile(places), `${randomBytes(24).toString('base64url')}\n`, privateFile)
  return (await readToken(places, around)) ?? ''
}

/** Null where the engine never listened beyond this machine. */
export async function readToken(places: Places, around: Surroundings): Promise<string | null> {
  const path = tokenFile(places)
  const text = (await readSecret(path, around))?.trim() ?? null
  if (text === null || /^[\w-]{16,}$/.test(text)) return text
  throw new Problem('bad-headers', `${path} does not hold a token of ours.`, {
    hints: ['Remove it; the next start of the engine makes a new one.', 'claude-telemetry restart'],
  })
}
