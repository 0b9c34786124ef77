// What both transports share: one body in, stored or refused as a whole, and counted.
import { Problem } from '../../errors.ts'
import { withinBounds } from '../../ledger/bounds.ts'
import { type Content, withoutContent } from '../../ledger/content.ts'
import { type IdentityPolicy, usualIdentity, withIdentity } from '../../ledger/identity.ts'
import type { Signal } from '../../ledger/otlp/answer.ts'
import { decodeLogs, decodeMetrics, decodeTraces, type Form } from '../../ledger/otlp/decode.ts'
import type { Batch } from '../../ledger/record.ts'
import { type Arrival, Arrivals } from './arrivals.ts'
import { countBatch, type Tally } from './counters.ts'
import type { Limits } from './limits.ts'
import { type Reason, Refused } from './refused.ts'
import { signer } from './sign.ts'

/** The part of the store that a receiver needs: resolves when the batch is on disk. */
export interface Keeping {
  /** With a clamped body comes when it first arrived, to be kept in the same transaction. */
  write(batch: Batch, arrival?: Arrival): Promise<unknown>
  /** Those that were kept lately, by this run or an earlier one. */
  arrivals?(): Promise<readonly Arrival[]>
}

export interface Privacy {
  readonly identity?: IdentityPolicy
  /** Kinds of content that may be stored; none by default. */
  readonly content?: readonly Content[]
  /** Key of the signs that stand for hashed identities; needed where one is hashed. */
  readonly key?: Uint8Array
}

/** Decoded, made harmless and stored: what was left out is in the batch. */
export type Intake = (signal: Signal, form: Form, body: Uint8Array) => Promise<Batch>

const decoders = { metrics: decodeMetrics, logs: decodeLogs, traces: decodeTraces }

export function intake(
  store: Keeping,
  { identity = usualIdentity, content = [], key }: Privacy,
  { record }: Limits,
  now: () => number,
  tally: Tally,
): Intake {
  if ((key?.length ?? 0) === 0 && Object.values(identity).includes('hash'))
    throw new Problem('bad-setting', 'To hash an identity, a key is needed.')
  const arrivals = new Arrivals()
  const recalled = recall(store, arrivals)
  const sign = signer(key ?? new Uint8Array())
  const harmless = (batch: Batch): Batch =>
    withinBounds(withIdentity(withoutContent(batch, content), identity, sign), record)
  return async (signal, form, body) => {
    const at = now()
    const first = read(signal, form, body, at)
    if (first.clamped === 0) return done(first, signal, at)
    await recalled
    const arrival = arrivals.of(body, at)
    const again = arrival.at === at ? first : read(signal, form, body, arrival.at)
    return done(again, signal, at, arrival)
  }
  async function done(found: Batch, signal: Signal, at: number, arrival?: Arrival): Promise<Batch> {
    const batch = harmless(found)
    await kept(store, batch, arrival)
    countBatch(tally, signal, batch, at)
    return batch
  }
}

/** A store that cannot tell costs a repetition at worst. */
async function recall(store: Keeping, arrivals: Arrivals): Promise<void> {
  arrivals.recall((await store.arrivals?.().catch(() => [])) ?? [])
}

function read(signal: Signal, form: Form, body: Uint8Array, at: number): Batch {
  try {
    return decoders[signal](body, form, at)
  } catch (cause) {
    throw new Refused('bad-body', { cause })
  }
}

const saying: Readonly<Partial<Record<string, Reason>>> = {
  'store-busy': 'store-busy',
  'store-full': 'store-full',
  'disk-full': 'store-full',
  'store-closed': 'closing',
}

/** Also a batch without records: what was refused and clamped is the store's to know. */
async function kept(store: Keeping, batch: Batch, arrival?: Arrival): Promise<void> {
  try {
    await store.write(batch, arrival)
  } catch (cause) {
    const code = cause instanceof Problem ? cause.code : ''
    throw new Refused(saying[code] ?? 'store-failed', { cause })
  }
}

/** One sentence for a sender whose request was kept in part; empty when all was. */
export function leftOut({ refused }: Batch): { count: number; reason: string } {
  const entries = Object.entries(refused)
  const count = entries.reduce((sum, [, number]) => sum + number, 0)
  return { count, reason: entries.map(([why, number]) => `${why}: ${number}`).join(', ') }
}
