// A file that only grows, until it is long enough: then it moves aside, and the oldest of those goes.
import { appendFile, rename, stat } from 'node:fs/promises'

export interface Appender {
  append(text: string): void
  close(): Promise<void>
}

/** In order, one after the other; a log that cannot be written never stops what it tells of. */
export function appender(
  path: string,
  limits: { readonly mostBytes: number; readonly kept: number },
): Appender {
  let last: Promise<unknown> = Promise.resolve()
  let bytes: number | null = null
  const write = async (text: string): Promise<void> => {
    bytes ??= await stat(path).then(
      ({ size }) => size,
      () => 0,
    )
    if (bytes > limits.mostBytes) {
      for (let at = limits.kept - 1; at >= 1; at -= 1)
        await rename(`${path}.${at}`, `${path}.${at + 1}`).catch(() => undefined)
      await rename(path, `${path}.1`).catch(() => undefined)
      bytes = 0
    }
    await appendFile(path, text, { mode: 0o600 })
    bytes += Buffer.byteLength(text)
  }
  return {
    append: (text) => {
      last = last.then(() => write(text)).catch(() => undefined)
    },
    close: async () => void (await last),
  }
}
