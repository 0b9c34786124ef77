// A folder copied whole: made under another name, then renamed, so that half a copy is never found.
import { randomBytes } from 'node:crypto'
import { cp, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fault } from './fault.ts'
import { privateFolder, removeTree } from './files.ts'

export async function copyWhole(from: string, parts: readonly string[], to: string): Promise<void> {
  const draft = `${to}.${randomBytes(4).toString('hex')}.draft`
  try {
    await mkdir(draft, { mode: privateFolder })
    for (const part of parts) await cp(join(from, part), join(draft, part), { recursive: true })
    await rename(draft, to)
  } catch (cause) {
    await removeTree(draft)
    throw fault('write', to, cause)
  }
}
