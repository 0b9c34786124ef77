// A file that only grows, until it is long enough: then it moves aside, and the oldest of those goes.
import { appendFile, open, rename, stat, truncate } from 'node:fs/promises'

export interface Appender {
  append(text: string): void
  close(): Promise<void>
}

export interface Limits {
  readonly mostBytes: number
  readonly kept: number
}

/** What waits for a slow disk; beyond it lines are dropped, and that is said. */
const mostWaiting = 1024 * 1024

const mostAtOnce = 64 * 1024

/** In order, one after the other; a log that cannot be written never stops what it tells of. */
export function appender(path: string, limits: Limits): Appender {
  const file = growing(path, limits)
  let waiting = ''
  let dropped = 0
  let last: Promise<unknown> | null = null
  const flush = async (): Promise<void> => {
    while (waiting !== '' || dropped > 0) {
      if (dropped > 0) waiting += `… ${dropped} lines were dropped: the disk was too slow\n`
      dropped = 0
      const piece = wholeLines(waiting, Math.min(limits.mostBytes, mostAtOnce))
      waiting = waiting.slice(piece.length)
      await file.write(piece).catch(() => undefined)
    }
    last = null
  }
  return {
    append: (text) => {
      if (waiting.length > mostWaiting) dropped += 1
      else waiting += text
      last ??= flush()
    },
    close: async () => void (await last),
  }
}

/** As many lines as fit, at least one. */
function wholeLines(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.lastIndexOf('\n', most - 1)
  const end = cut === -1 ? text.indexOf('\n') : cut
  return end === -1 ? text : text.slice(0, end + 1)
}

function growing(
  path: string,
  { mostBytes, kept }: Limits,
): { write(text: string): Promise<void> } {
  let bytes: number | null = null
  return {
    write: async (text) => {
      bytes ??= await sizeOf(path)
      if (bytes > mostBytes) {
        await moveAside(path, kept)
        bytes = 0
      }
      // Counted beforehand: what fails half-way has grown the file, too.
      bytes += Buffer.byteLength(text)
      await appendFile(path, text, { mode: 0o600 })
    },
  }
}

/** `path` becomes `path.1`, that one `path.2`, and so on; the last one goes. */
async function moveAside(path: string, kept: number): Promise<void> {
  for (let at = kept - 1; at >= 1; at -= 1)
    await rename(`${path}.${at}`, `${path}.${at + 1}`).catch(() => undefined)
  await rename(path, `${path}.1`).catch(() => undefined)
}

export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

/** What the system itself writes cannot be turned over to a new file: it begins anew in the same one. */
export async function cutShort(path: string, mostBytes: number): Promise<void> {
  if ((await sizeOf(path)) > mostBytes) await truncate(path).catch(() => undefined)
}

/** The end of a file, from this byte on, at most so many; empty when there is none. */
export async function endOf(path: string, from: number, most: number): Promise<string> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return ''
  try {
    const { size } = await file.stat()
    const start = Math.max(Math.min(from, size), size - most)
    const bytes = Buffer.alloc(size - start)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start)
    return bytes.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
