// Writes a tar file whose entries have the owners and modes that are asked for, the same bytes for the same entries.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'

const block = 512

/** Entries: `name`, `mode`, `owner` as [user, group], and `text` or `from`; with neither it is a folder. Resolves to the sha256. */
export async function writeTar(path, entries) {
  mkdirSync(dirname(path), { recursive: true })
  const hash = createHash('sha256')
  await pipeline(
    pieces(entries),
    async function* (parts) {
      for await (const part of parts) {
        hash.update(part)
        yield part
      }
    },
    createWriteStream(path),
  )
  return hash.digest('hex')
}

async function* pieces(entries) {
  for (const entry of entries) {
    const size = sizeOf(entry)
    yield head(entry, size)
    if (entry.from !== undefined) yield* createReadStream(entry.from, { highWaterMark: 1 << 20 })
    else if (entry.text !== undefined) yield Buffer.from(entry.text)
    yield Buffer.alloc((block - (size % block)) % block)
  }
  yield Buffer.alloc(2 * block)
}

function sizeOf({ text, from }) {
  if (from !== undefined) return statSync(from).size
  return text === undefined ? 0 : Buffer.byteLength(text)
}

function head({ name, mode, owner: [user, group], text, from }, size) {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for a tar file`)
  const folder = text === undefined && from === undefined
  const bytes = Buffer.alloc(block)
  const octal = (value, at, length) =>
    bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  bytes.write(name, 0, 'utf8')
  octal(mode, 100, 8)
  octal(user, 108, 8)
  octal(group, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  bytes.write(`        ${folder ? '5' : '0'}`, 148, 'latin1')
  bytes.write('ustar\x0000', 257, 'latin1')
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}
