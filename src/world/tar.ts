// Heads of a tar file, as every tar program reads them.

export const tarBlock = 512

/** Bytes after a part, up to the next whole block. */
export function padding(size: number): number {
  return (tarBlock - (size % tarBlock)) % tarBlock
}

const mostOctal = 8 ** 11

export interface TarOwner {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly isFolder: boolean
}

const privateOfRoot: TarOwner = { mode: 0o600, uid: 0, gid: 0, isFolder: false }

/** A private file, where nothing else is said. */
export function headOf(name: string, size: number, owner: TarOwner = privateOfRoot): Uint8Array {
  const head = Buffer.alloc(tarBlock)
  const octal = (value: number, at: number, length: number): void =>
    void head.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  head.write(name, 0, 100, 'latin1')
  octal(owner.mode, 100, 8)
  octal(owner.uid, 108, 8)
  octal(owner.gid, 116, 8)
  if (size < mostOctal) octal(size, 124, 12)
  else {
    // Beyond 8 GiB: the number itself, with the first bit set.
    head[124] = 0x80
    head.writeBigUInt64BE(BigInt(size), 128)
  }
  octal(0, 136, 12)
  head.write('        0', 148, 'latin1')
  if (owner.isFolder) head.write('5', 156, 'latin1')
  head.write('ustar\x0000', 257, 'latin1')
  head.write(`${sumOf(head).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return head
}

/** Null when it is none, or damaged. */
export function readHead(head: Buffer): { name: string; size: number } | 'end' | null {
  if (head.every((byte) => byte === 0)) return 'end'
  const said = Number.parseInt(text(head, 148, 8), 8)
  const summed = Buffer.from(head)
  summed.fill(' ', 148, 156)
  if (said !== sumOf(summed)) return null
  const name = text(head, 0, 100)
  const isLarge = ((head[124] ?? 0) & 0x80) !== 0
  const size = isLarge ? Number(head.readBigUInt64BE(128)) : Number.parseInt(text(head, 124, 12), 8)
  return name === '' || !Number.isSafeInteger(size) || size < 0 ? null : { name, size }
}

function sumOf(head: Buffer): number {
  return head.reduce((sum, byte) => sum + byte, 0)
}

function text(head: Buffer, at: number, length: number): string {
  return head
    .toString('latin1', at, at + length)
    .replace(/\0.*$/s, '')
    .trim()
}
