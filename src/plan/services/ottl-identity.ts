// Who and where, in the Collector's own language: the same treatment and the same signs as in the embedded store.
import { type Identity, type IdentityPolicy, identities } from '../../ledger/identity.ts'

/** The two halves of the key: their texts, or where the Collector reads them. */
export interface KeyHalves {
  readonly inner: string
  readonly outer: string
}

const blockBytes = 64

/**
 * The key as the Collector is given it, at most 64 bytes: of HMAC, each byte of each half with its mask. An
 * address, because only that way the Collector comes to bytes.
 */
export function keyHalves(key: Uint8Array): KeyHalves {
  const padded = Uint8Array.from({ length: blockBytes }, (_, at) => key[at] ?? 0)
  const spelt = (mask: number): string =>
    [...padded].map((byte) => `%${(byte ^ mask).toString(16).padStart(2, '0')}`).join('')
  return { inner: `http://key/${spelt(0x36)}`, outer: `http://key/${spelt(0x5c)}` }
}

type Context = 'resource' | 'datapoint' | 'log'

export function isHashing(policy: IdentityPolicy): boolean {
  return Object.values(policy).includes('hash')
}

export function identityStatements(
  context: Context,
  policy: IdentityPolicy,
  keys: KeyHalves,
): string[] {
  return (Object.keys(identities) as Identity[]).flatMap((identity) => {
    const treatment = policy[identity]
    if (treatment === 'keep') return []
    return identities[identity].flatMap((name) =>
      treatment === 'drop'
        ? [`delete_key(${context}.attributes, "${name}")`]
        : signStatements(context, name, keys),
    )
  })
}

/** Bytes, out of an address that spells each with a percent sign; a text of the language knows only letters. */
function half(file: string): string {
  return `Substring(URL("\${file:${file}}")["url.path"], 1, ${blockBytes})`
}

/**
 * The language has SHA-256 but no HMAC, which is SHA-256 twice, each time behind one half of the key.
 * The first result comes as hexadecimal digits and is wanted as bytes: the same way through an address.
 * A sign that fails must not let the name through. `$$` is how the Collector writes a `$` that is no reference.
 */
function signStatements(context: Context, name: string, { inner, outer }: KeyHalves): string[] {
  const value = `${context}.attributes["${name}"]`
  const step = `${context}.cache["step"]`
  const isThere = `where ${value} != nil`
  const spoken = `ToLowerCase(Trim(String(${value}), " \\t\\r\\n"))`
  return [
    `set(${context}.cache["step"], SHA256(Concat([${half(inner)}, ${spoken}], ""))) ${isThere}`,
    `delete_key(${context}.attributes, "${name}") where ${step} == nil`,
    `replace_pattern(${step}, "(..)", "%$$1") ${isThere}`,
    `set(${step}, URL(Concat(["http://key/", ${step}], ""))["url.path"]) ${isThere}`,
    `set(${step}, SHA256(Concat([${half(outer)}, Substring(${step}, 1, 32)], ""))) ${isThere}`,
    `set(${value}, Substring(${step}, 0, 32)) ${isThere}`,
    `delete_key(${context}.cache, "step")`,
  ]
}
