// Damage that is one: a packed file with one byte changed, so that it no longer holds what it held.
import { gunzipSync } from 'node:zlib'

/** In a run of zeros, another way back may lead to the same zeros. */
export function harmed(whole: Buffer): Buffer {
  const holds = gunzipSync(whole)
  for (let at = Math.floor(whole.length / 2); ; at++) {
    const flipped = Buffer.from(whole)
    flipped[at]! ^= 0x55
    try {
      if (!gunzipSync(flipped).equals(holds)) return flipped
    } catch {
      return flipped
    }
  }
}
