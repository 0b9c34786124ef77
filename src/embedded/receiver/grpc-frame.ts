// How gRPC wraps a message: one byte that says whether it is packed, four for its length, then itself.
import { Refused } from './refused.ts'

export const head = 5

/** Exactly one whole message: a call of ours has no second one. */
export function frameOf(sent: Buffer): { readonly packed: boolean; readonly message: Buffer } {
  const flag = sent.length < head ? null : sent[0]
  if ((flag !== 0 && flag !== 1) || sent.readUInt32BE(1) !== sent.length - head)
    throw new Refused('bad-body')
  return { packed: flag === 1, message: sent.subarray(head) }
}

export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(head + message.length)
  frame.writeUInt32BE(message.length, 1)
  frame.set(message, head)
  return frame
}
