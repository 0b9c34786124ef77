// Bytes of foreign files as text and back, without losing one.
import { Problem } from '../errors.ts'

/** JSON is UTF-8; what is not would come back bent, so it is refused. */
export function settingsText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new Problem('settings-unparsable', `${path} is not UTF-8 text. It was left as it is.`, {
      cause,
      hints: ['Save it as UTF-8, then run the same command again.'],
    })
  }
}

/** Profiles may be in any old encoding: one character for each byte keeps them all. Two-byte encodings are refused. */
export function byteText(bytes: Buffer, path: string): string {
  if (!bytes.includes(0)) return bytes.toString('latin1')
  throw new Problem(
    'profile-ambiguous',
    `${path} is not plain text, or in a two-byte encoding. It was left as it is.`,
    {
      hints: ['Save it as UTF-8, then run the same command again.'],
    },
  )
}

export const textBytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Our own text the way `byteText` sees it. */
export const asByteText = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
