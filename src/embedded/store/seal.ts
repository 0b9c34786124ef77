// A store that was closed in peace says so, with size and time of its file: then nothing needs to be checked.
import { standingFile } from '../../world/database-files.ts'
import { privateFile, readBytes, removeFile, writeWhole } from '../../world/files.ts'

const sealOf = (path: string): string => `${path}.sealed`

/** True when nobody touched the file since it was closed. Opening it breaks the seal. */
export async function unseal(path: string): Promise<boolean> {
  const text = await readBytes(sealOf(path))
  const now = await standingFile(path)
  await removeFile(sealOf(path))
  return text !== null && now !== null && text.toString() === JSON.stringify(now)
}

export async function seal(path: string): Promise<void> {
  const standing = await standingFile(path)
  await writeWhole(sealOf(path), JSON.stringify(standing), { mode: privateFile })
}
