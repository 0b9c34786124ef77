// What this installation lets into its store: the settings, and the key behind the signs of hashed identities.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { contentAskedFor } from '../config/privacy.ts'
import type { StackConfig } from '../config/settings.ts'
import { Problem } from '../errors.ts'
import { usualIdentity } from '../ledger/identity.ts'
import { makeFolders, makeOnce, privateFile, privateFolder, readBytes } from '../world/files.ts'
import type { Places } from '../world/places.ts'
import { storeFolder } from './life/set-aside.ts'
import type { Privacy } from './receiver/intake.ts'
import { signer } from './receiver/sign.ts'

/** Beside the data that was signed with it: whoever keeps the one needs the other. */
export function keyFile(places: Places): string {
  return join(storeFolder(places), 'identity.key')
}

export async function privacyOf(places: Places, config: StackConfig): Promise<Required<Privacy>> {
  const identity = { ...usualIdentity, ...config.identity }
  const isHashed = Object.values(identity).includes('hash')
  return {
    identity,
    content: contentAskedFor(config),
    key: isHashed ? await keyOf(places) : new Uint8Array(),
  }
}

/** Made at the first need, and never again: with another key everybody would be somebody else. */
async function keyOf(places: Places): Promise<Uint8Array> {
  await makeFolders(storeFolder(places), privateFolder)
  await makeOnce(keyFile(places), `${randomBytes(32).toString('hex')}\n`, privateFile)
  return (await readKey(places)) ?? new Uint8Array()
}

/** How somebody who is hashed stands in the store; null where nobody ever was. */
export async function signedAs(places: Places, text: string): Promise<string | null> {
  const key = await readKey(places)
  return key === null ? null : signer(key)(text)
}

async function readKey(places: Places): Promise<Uint8Array | null> {
  const path = keyFile(places)
  const text = (await readBytes(path))?.toString('utf8').trim() ?? null
  if (text === null) return null
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex')
  throw new Problem('file-unreadable', `${path} does not hold a key of ours.`, {
    hints: [
      'Bring it back from a backup, or remove it: then everybody gets a new sign.',
      'claude-telemetry config set identity email=drop',
    ],
  })
}
