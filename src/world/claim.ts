// A file that appears whole or not at all, and only for the first who asks: what a lock is made of.
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf, fault } from './fault.ts'
import { privateFile, temporaryName } from './files.ts'

/** False when somebody else has it. Written elsewhere, then linked: an empty one is never seen. */
export async function claim(path: string, text: string): Promise<boolean> {
  const draft = join(dirname(path), temporaryName())
  let linking = false
  try {
    await writeFile(draft, text, { mode: privateFile, flag: 'wx' })
    linking = true
    await link(draft, path)
    return true
  } catch (cause) {
    // Somebody who tidies up may take the draft away: then it is asked again.
    if (codeOf(cause) === 'EEXIST' || (linking && codeOf(cause) === 'ENOENT')) return false
    throw fault('write', path, cause)
  } finally {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

export async function claimedBy(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null)
}

/** Takes away a claim that was judged dead. Two may judge at once: whoever moved a live one puts it back. */
export async function dropClaim(path: string, judged: string): Promise<void> {
  const aside = join(dirname(path), temporaryName())
  await rename(path, aside).catch(() => undefined)
  const moved = await claimedBy(aside)
  if (moved !== null && moved !== judged) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true }).catch(() => undefined)
}
