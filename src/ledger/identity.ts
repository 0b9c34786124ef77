// Who and where: kept, replaced by a stable sign, or dropped, before anything is stored.
import type { Batch, Fact, Labels, Value } from './record.ts'

export const identities = {
  email: ['user.email', 'enduser.email', 'email'],
  account: ['user.account_uuid', 'user.account_id'],
  organization: ['organization.id', 'organization.name'],
  host: ['host.name', 'host.id', 'host.ip', 'host.mac'],
} as const
export type Identity = keyof typeof identities

export type Treatment = 'keep' | 'hash' | 'drop'
export type IdentityPolicy = Readonly<Record<Identity, Treatment>>

/** The random ids stay: without them two people are one. */
export const usualIdentity: IdentityPolicy = {
  email: 'drop',
  account: 'keep',
  organization: 'keep',
  host: 'keep',
}

/** `sign` has to be keyed: an address can be guessed from a plain hash. */
export function withIdentity(
  batch: Batch,
  policy: IdentityPolicy,
  sign: (text: string) => string,
): Batch {
  const treatments = new Map<string, Treatment>(
    (Object.keys(identities) as Identity[]).flatMap((identity) =>
      identities[identity].map((name) => [name, policy[identity]] as const),
    ),
  )
  const treated = treating(treatments, sign)
  // One resource stands for many records; it is treated once.
  const resources = new Map<Labels, Labels>()
  const resourceOf = (labels: Labels): Labels => {
    const known = resources.get(labels) ?? treated(labels)
    resources.set(labels, known)
    return known
  }
  const change = (record: Fact): Fact => {
    const resource = resourceOf(record.resource)
    return record.kind === 'event'
      ? { ...record, resource, attributes: treated(record.attributes) }
      : { ...record, resource, labels: treated(record.labels) }
  }
  return { ...batch, records: batch.records.map(change) }
}

type Treated = <Kept extends Value>(
  of: Readonly<Record<string, Kept>>,
) => Readonly<Record<string, Kept>>

function treating(
  treatments: ReadonlyMap<string, Treatment>,
  sign: (text: string) => string,
): Treated {
  return <Kept extends Value>(of: Readonly<Record<string, Kept>>) => {
    const entries = Object.entries(of)
    if (entries.every(([name]) => (treatments.get(name) ?? 'keep') === 'keep')) return of
    const kept = entries.flatMap(([name, value]): [string, Kept][] => {
      const treatment = treatments.get(name) ?? 'keep'
      if (treatment === 'drop') return []
      // A text is a value of every kind that is kept here.
      return [[name, treatment === 'hash' ? (sign(String(value)) as Kept) : value]]
    })
    return Object.fromEntries(kept)
  }
}
