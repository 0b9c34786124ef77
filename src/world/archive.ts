// The door to archives: a few named parts in one compressed tar file, written whole or not at all, read with a limit.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { Problem } from '../errors.ts'
import { fault } from './fault.ts'
import { privateFile, temporaryName } from './files.ts'
import { headOf, padding, readHead, tarBlock } from './tar.ts'

export interface Part {
  readonly name: string
  readonly size: number
  /** Its bytes, or the file that holds them. */
  readonly from: Uint8Array | { readonly path: string }
}

/** Private, and in the place of what may be there only when it is whole. */
export async function writeArchive(
  path: string,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<void> {
  const draft = join(dirname(path), temporaryName())
  try {
    const file = await open(draft, 'wx', privateFile)
    try {
      const packed = createGzip({ level: 1 })
      const into = createWriteStream('', { fd: file.fd, autoClose: false })
      await pipeline(Readable.from(tarOf(parts)), packed, into, { signal })
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined)
    signal.throwIfAborted()
    throw cause instanceof Problem ? cause : fault('write', path, cause)
  }
}

async function* tarOf(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const { name, size, from } of parts) {
    yield headOf(name, size)
    let sent = 0
    const pieces = 'path' in from ? createReadStream(from.path) : [from]
    for await (const piece of pieces as AsyncIterable<Uint8Array>) {
      sent += piece.length
      yield piece
    }
    if (sent !== size) throw new Error(`${name} changed while it was read`)
    yield new Uint8Array(padding(size))
  }
  yield new Uint8Array(2 * tarBlock)
}

export interface Unpacked {
  /** Small parts, by name. */
  readonly texts: Readonly<Record<string, Uint8Array>>
  /** The one large part: where it was put, and what was read of it. */
  readonly file: { readonly size: number; readonly sha256: string } | null
}

export interface Bounds {
  readonly small: number
  readonly large: number
  /** Asked before the large part is written; throws where there is no room for so much. */
  readonly fits: (size: number) => Promise<void>
}

/** Small parts are held, `large` goes into a new private file. Null: it is no such archive, or it is damaged. */
export async function readArchive(
  path: string,
  large: { readonly name: string; readonly to: string },
  most: Bounds,
  signal: AbortSignal,
): Promise<Unpacked | null> {
  const source = await open(path, 'r').catch((cause: unknown) => {
    throw fault('read', path, cause)
  })
  const file = await open(large.to, 'wx', privateFile).catch(async (cause: unknown) => {
    await source.close()
    throw fault('write', large.to, cause)
  })
  const bytes = createGunzip()
  const flowing = pipeline(source.createReadStream({ autoClose: false }), bytes, { signal })
  // Whoever reads hears of the same fault.
  flowing.catch(() => undefined)
  try {
    return await unpack(bytes, large.name, file, most)
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof Damaged || isZlib(cause)) return null
    throw cause instanceof Problem ? cause : fault('write', large.to, cause)
  } finally {
    bytes.destroy()
    await flowing.catch(() => undefined)
    await file.close()
    await source.close()
  }
}

class Damaged extends Error {}

function isZlib(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && /^Z_|^ERR_/.test(String(cause.code))
}

interface Sink {
  write(bytes: Uint8Array): Promise<unknown>
  sync(): Promise<void>
}

async function unpack(
  bytes: AsyncIterable<Buffer>,
  largeName: string,
  sink: Sink,
  most: Bounds,
): Promise<Unpacked> {
  const texts: Record<string, Uint8Array> = Object.create(null)
  const hash = createHash('sha256')
  let found: Unpacked['file'] = null
  const reader = new Pieces(bytes)
  for (;;) {
    const head = readHead(await reader.exactly(tarBlock))
    if (head === 'end') break
    if (head === null) throw new Damaged()
    const isLarge = head.name === largeName
    if (head.size > (isLarge ? most.large : most.small)) throw new Damaged()
    if (isLarge) {
      await most.fits(head.size)
      await reader.each(head.size, async (piece) => {
        hash.update(piece)
        await sink.write(piece)
      })
      found = { size: head.size, sha256: hash.digest('hex') }
    } else texts[head.name] = await reader.exactly(head.size)
    await reader.exactly(padding(head.size))
  }
  // The sum of the whole stands at its very end: without it, nobody knows that nothing was cut.
  await reader.ends(most.small)
  await sink.sync()
  return { texts, file: found }
}

/** Takes just as many bytes as are asked for from pieces of any length. */
class Pieces {
  readonly #from: AsyncIterator<Buffer>
  #left: Buffer = Buffer.alloc(0)

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#from = bytes[Symbol.asyncIterator]()
  }

  async each(count: number, take: (piece: Buffer) => Promise<void>): Promise<void> {
    for (let wanted = count; wanted > 0;) {
      if (this.#left.length === 0) {
        const { done, value } = await this.#from.next()
        if (done === true) throw new Damaged()
        this.#left = value
      }
      const piece = this.#left.subarray(0, wanted)
      this.#left = this.#left.subarray(piece.length)
      wanted -= piece.length
      await take(piece)
    }
  }

  /** Reads on until nothing follows; more than `most` is no end. */
  async ends(most: number): Promise<void> {
    for (let seen = this.#left.length; seen <= most;) {
      const { done, value } = await this.#from.next()
      if (done === true) return
      seen += value.length
    }
    throw new Damaged()
  }

  async exactly(count: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    await this.each(count, async (piece) => void pieces.push(piece))
    return Buffer.concat(pieces)
  }
}
