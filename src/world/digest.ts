// The door to the content of large files: their checksum, a piece at a time.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { fault } from './fault.ts'

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece)
  } catch (cause) {
    throw fault('read', path, cause)
  }
  return hash.digest('hex')
}
