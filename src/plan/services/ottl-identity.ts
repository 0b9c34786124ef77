// Who and where, in the Collector's own language: the same treatment and the same signs as in the embedded store.
import { type Identity, type IdentityPolicy, identities } from '../../ledger/identity.ts'

/** Where the Collector reads the two halves of the key; they are no part of the configuration. */
export interface KeyFiles {
  readonly inner: string
  readonly outer: string
}

type Context = 'resource' | 'datapoint' | 'log'

export function isHashing(policy: IdentityPolicy): boolean {
  return Object.values(policy).includes('hash')
}

export function identityStatements(
  context: Context,
  policy: IdentityPolicy,
  keys: KeyFiles,
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

/**
 * The language has SHA-256 but no HMAC, which is SHA-256 twice, each time behind one half of the key.
 * The first result comes as hexadecimal digits and is wanted as bytes: as a path of an address,
 * percent signs and digits become bytes. A sign that fails must not let the name through.
 * `$$` is how the Collector writes a `$` that is no reference.
 */
function signStatements(context: Context, name: string, { inner, outer }: KeyFiles): string[] {
  const value = `${context}.attributes["${name}"]`
  const step = `${context}.cache["step"]`
  const isThere = `where ${value} != nil`
  const spoken = `ToLowerCase(Trim(String(${value}), " \\t\\r\\n"))`
  return [
    `set(${context}.cache["step"], SHA256(Concat(["\${file:${inner}}", ${spoken}], ""))) ${isThere}`,
    `delete_key(${context}.attributes, "${name}") where ${step} == nil`,
    `replace_pattern(${step}, "(..)", "%$$1") ${isThere}`,
    `set(${step}, URL(Concat(["http://key/", ${step}], ""))["url.path"]) ${isThere}`,
    `set(${step}, SHA256(Concat(["\${file:${outer}}", Substring(${step}, 1, 32)], ""))) ${isThere}`,
    `set(${value}, Substring(${step}, 0, 32)) ${isThere}`,
    `delete_key(${context}.cache, "step")`,
  ]
}
