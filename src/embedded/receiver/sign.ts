// The sign that stands for a hashed identity: keyed, as an address can be guessed from a plain hash.
import { createHmac } from 'node:crypto'

/** However somebody writes an address, it is the same one. */
export function signer(key: Uint8Array): (text: string) => string {
  return (text) =>
    createHmac('sha256', key).update(text.trim().toLowerCase()).digest('hex').slice(0, 32)
}
