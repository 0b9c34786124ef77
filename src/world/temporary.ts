// The door to a folder of our own for a moment: private, and gone afterwards whatever happened.
import { mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fault } from './fault.ts'
import { removeTree } from './files.ts'

/** Only its owner can look into it: that is how the system makes such folders. */
export async function inTemporaryFolder<Value>(
  work: (folder: string) => Promise<Value>,
): Promise<Value> {
  const parent = tmpdir()
  const folder = await mkdtemp(join(parent, 'claude-telemetry-')).catch((cause: unknown) => {
    throw fault('write', parent, cause)
  })
  try {
    return await work(await realpath(folder))
  } finally {
    // What a program that was ended leaves open can hold a folder for a moment longer.
    await removeTree(folder).catch(() => removeTree(folder))
  }
}
