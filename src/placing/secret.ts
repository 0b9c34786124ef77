// Values that must not be seen: kept as a fingerprint in the receipt, masked on the screen, never in an open file.
import { dirname } from 'node:path'
import { Problem } from '../errors.ts'
import type { EnvChange } from '../env/change.ts'
import { isSecret as isKnownSecret } from '../env/variables.ts'
import { sha256, standing } from '../world/files.ts'
import type { Kept } from './placement.ts'

const mask = '••••••'

/** Ours by name; names like these and addresses with a password because users place their own values, too. */
function isSecret(name: string, value: string | null): boolean {
  if (isKnownSecret(name) || /HEADERS|TOKEN|PASSWORD|PASSPHRASE|SECRET|API_?KEY/.test(name))
    return true
  return value !== null && /:\/\/[^/?#\s@]*:[^/?#\s@]*@/.test(value)
}

export function shown(name: string, value: string): string {
  return isSecret(name, value) ? mask : value
}

export function kept(name: string, value: string): Kept {
  return isSecret(name, value) ? { sha256: sha256(value) } : { text: value }
}

export function isKept(one: Kept | null, value: string | null): boolean {
  if (one === null || value === null) return one === value
  return 'text' in one ? one.text === value : one.sha256 === sha256(value)
}

export function holdsSecret(change: EnvChange): boolean {
  return change.some(({ name, value }) => value !== null && isSecret(name, value))
}

/** A secret goes only where its owner alone can read: by the file's own mode, or by a closed folder above it. */
export async function refuseReadable(
  target: string,
  mode: number,
  platform: NodeJS.Platform,
): Promise<void> {
  if (platform === 'win32' || (mode & 0o077) === 0 || (await isSheltered(target))) return
  throw new Problem(
    'secret-readable',
    `${target} can be read by other users of this machine, and headers are a secret. Nothing was changed.`,
    {
      hints: [
        'Close the file to others, then run the same command again:',
        `chmod 600 '${target.replaceAll("'", `'\\''`)}'`,
      ],
    },
  )
}

async function isSheltered(target: string): Promise<boolean> {
  for (let at = dirname(target); at !== dirname(at); at = dirname(at)) {
    const found = await standing(at)
    if (found !== null && (found.mode & 0o077) === 0) return true
  }
  return false
}
