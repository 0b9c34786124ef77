// Who and where: kept, replaced by a stable sign, or dropped, before anything is stored.
import type { Batch, Fact, Labels, Value } from './record.ts'

export const identities = {
  email: ['user.email', 'enduser.email', 'email'],
  account: ['user.account_uuid', 'user.account_id', 'user.name', 'user.full_name', 'process.owner'],
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

type Sign = (text: string) => string

/** `sign` has to be keyed: an address can be guessed from a plain hash. */
export function withIdentity(batch: Batch, policy: IdentityPolicy, sign: Sign): Batch {
  const { treated, once } = treating(policy, sign)
  const change = (record: Fact): Fact => {
    const resource = once(record.resource)
    if (record.kind === 'event')
      return { ...record, resource, attributes: treated(record.attributes) }
    const labels = once(record.labels)
    const isSame = labels === record.labels && resource === record.resource
    return isSame ? record : { ...record, resource, labels }
  }
  return { ...batch, records: batch.records.map(change) }
}

type Treated = <Kept extends Value>(
  of: Readonly<Record<string, Kept>>,
) => Readonly<Record<string, Kept>>

interface Treating {
  readonly policy: IdentityPolicy
  readonly treated: Treated
  /** Labels stand for many records, over many requests: the same object is treated once. */
  readonly once: (labels: Labels) => Labels
}

const made = new WeakMap<Sign, Treating>()

function treating(policy: IdentityPolicy, sign: Sign): Treating {
  const last = made.get(sign)
  if (last?.policy === policy) return last
  const treated = treatedBy(policy, sign)
  const known = new WeakMap<Labels, Labels>()
  const once = (labels: Labels): Labels => {
    const before = known.get(labels)
    if (before !== undefined) return before
    const after = treated(labels)
    known.set(labels, after)
    return after
  }
  const next = { policy, treated, once }
  made.set(sign, next)
  return next
}

function treatedBy(policy: IdentityPolicy, sign: Sign): Treated {
  const treatments = new Map<string, Treatment>(
    (Object.keys(identities) as Identity[]).flatMap((identity) =>
      identities[identity].map((name) => [name, policy[identity]] as const),
    ),
  )
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
