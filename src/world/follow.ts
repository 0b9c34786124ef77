// Reads a file that grows and moves aside, as `appender` makes it: each line once, in order, across the moves.
import { type FileHandle, open } from 'node:fs/promises'

export interface Follower {
  /** Whole lines that came since it was asked last. */
  read(): Promise<string[]>
  close(): Promise<void>
}

interface Held {
  readonly file: FileHandle
  readonly id: bigint
}

const piece = 256 * 1024

/** With `from: 'end'` only what comes from now on; otherwise all that is kept, oldest first. */
export async function follower(
  path: string,
  kept: number,
  from: 'start' | 'end',
): Promise<Follower> {
  const names = [path, ...Array.from({ length: kept }, (_, at) => `${path}.${at + 1}`)]
  let reading: Reading | null = null
  if (from === 'end') {
    const [newest, ...others] = await openAll(names)
    await closeAll(others)
    if (newest !== undefined) reading = await new Reading(newest).skip()
  }
  return {
    read: async () => {
      const found = await openAll(names)
      const newer = found.slice(0, reading === null ? undefined : placeOf(found, reading.id))
      await closeAll(found.slice(newer.length))
      const lines = [reading === null ? [] : await reading.rest(newer.length > 0)]
      for (const held of newer.toReversed()) {
        await reading?.close()
        reading = new Reading(held)
        lines.push(await reading.rest(held !== newer[0]))
      }
      return lines.flat()
    },
    close: async () => void (await reading?.close()),
  }
}

/** Not found: it was held open all the time, but so much came that it is gone. All that is kept is newer. */
function placeOf(found: readonly Held[], id: bigint): number {
  const at = found.findIndex((held) => held.id === id)
  return at === -1 ? found.length : at
}

/** Newest first. Files move to higher numbers meanwhile: one may be met twice, none is missed. */
async function openAll(names: readonly string[]): Promise<Held[]> {
  const found: Held[] = []
  for (const name of names) {
    const file = await open(name, 'r').catch(() => null)
    if (file === null) continue
    const { ino } = await file.stat({ bigint: true })
    if (found.some(({ id }) => id === ino)) await file.close()
    else found.push({ file, id: ino })
  }
  return found
}

async function closeAll(all: readonly Held[]): Promise<void> {
  for (const { file } of all) await file.close()
}

/** One file, from its start or its end; half a line is kept until the other half comes. */
class Reading {
  readonly id: bigint
  readonly #file: FileHandle
  #at = 0
  #half = Buffer.alloc(0)

  constructor({ file, id }: Held) {
    this.#file = file
    this.id = id
  }

  async skip(): Promise<this> {
    this.#at = (await this.#file.stat()).size
    return this
  }

  /** `ended`: nothing more is written to it, so the last line is whole even without its end. */
  async rest(ended: boolean): Promise<string[]> {
    const { size } = await this.#file.stat()
    // Cut short by somebody: it begins anew.
    if (size < this.#at) this.#begin()
    const parts = [this.#half]
    for (;;) {
      const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(piece), 0, piece, this.#at)
      if (bytesRead === 0) break
      this.#at += bytesRead
      parts.push(buffer.subarray(0, bytesRead))
    }
    const all = Buffer.concat(parts)
    const cut = ended ? all.length : all.lastIndexOf(10) + 1
    this.#half = all.subarray(cut)
    return linesIn(all.toString('utf8', 0, cut))
  }

  #begin(): void {
    this.#at = 0
    this.#half = Buffer.alloc(0)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function linesIn(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}
