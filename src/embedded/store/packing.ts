// Facts of several writes, packed into one parcel for the writer thread.
import { markSource } from '../../dashboards/marks.ts'
import type { Delta, Distribution, Event, Fact, Labels, Level } from '../../ledger/record.ts'
import { splitEvent } from './event-row.ts'
import type { Names } from './names.ts'
import {
  type Arrival,
  type DistributionRow,
  type EventRow,
  type News,
  type Parcel,
  type Share,
  deltaWidth,
  levelWidth,
} from './parcel.ts'
import { Rows } from './rows.ts'

export class Packing {
  readonly #names: Names
  readonly #begun: { readonly anew: boolean; readonly news: News }
  readonly #deltas = new Rows(deltaWidth)
  readonly #levels = new Rows(levelWidth)
  readonly #distributions: DistributionRow[] = []
  readonly #events: EventRow[] = []
  readonly #shares: Share[] = []
  readonly #sources = new Map<string, number>()

  constructor(names: Names) {
    this.#begun = names.begin()
    this.#names = names
  }

  get rows(): number {
    return (
      this.#deltas.count + this.#levels.count + this.#distributions.length + this.#events.length
    )
  }

  /** Facts that hold no number are counted out; the rest is one share. */
  add(facts: readonly Fact[], arrival: Arrival | null): number {
    const share = { deltas: 0, levels: 0, distributions: 0, events: 0, arrival }
    let malformed = 0
    for (const fact of facts) {
      if (!isWhole(fact)) malformed += 1
      else if (fact.kind === 'delta') share.deltas += this.#delta(fact)
      else if (fact.kind === 'level') share.levels += this.#level(fact)
      else if (fact.kind === 'distribution') share.distributions += this.#distribution(fact)
      else share.events += this.#event(fact)
    }
    this.#shares.push(share)
    return malformed
  }

  parcel(): Parcel {
    return {
      ...this.#begun,
      deltas: this.#deltas.taken(),
      levels: this.#levels.taken(),
      distributions: this.#distributions,
      events: this.#events,
      shares: this.#shares,
      sources: [...this.#sources],
    }
  }

  #delta({ name, unit, labels, resource, start, end, value }: Delta): 1 {
    const names = this.#names
    const session = names.session(labels['session.id'] ?? resource['session.id'] ?? '')
    const labelset = names.labelset(resource, labels, 'session.id')
    this.#deltas.add(names.metric(name, unit), end, session, labelset, start, value)
    return this.#seen(resource, end)
  }

  /** A level has no column for the session: it stays among the labels. */
  #level({ name, unit, labels, resource, at, value }: Level): 1 {
    const labelset = this.#names.labelset(resource, labels)
    this.#levels.add(this.#names.metric(name, unit), at, labelset, value)
    return this.#seen(resource, at)
  }

  #distribution(fact: Distribution): 1 {
    const { name, unit, labels, resource, start, at, temporality, count, sum, min, max } = fact
    const { shape, ...detail } = fact.detail
    this.#distributions.push({
      metric: this.#names.metric(name, unit),
      at,
      labelset: this.#names.labelset(resource, labels),
      start,
      said: [shape, temporality, count, sum, min, max, JSON.stringify(detail)],
    })
    return this.#seen(resource, at)
  }

  #event(event: Event): 1 {
    const { session, identity, ...row } = splitEvent(event)
    this.#events.push({
      ...row,
      at: event.at,
      name: event.name,
      session: this.#names.session(session),
      identity: this.#names.labelset(event.resource, identity, 'session.id'),
    })
    return this.#seen(event.resource, event.at)
  }

  /** What we send ourselves, to see that points arrive, is no sign of anybody's life. */
  #seen(resource: Labels, at: number): 1 {
    const name = resource['service.name'] ?? 'unknown'
    if (name !== markSource && at > (this.#sources.get(name) ?? -Infinity))
      this.#sources.set(name, at)
    return 1
  }
}

function isWhole(fact: Fact): boolean {
  switch (fact.kind) {
    case 'event':
      return Number.isSafeInteger(fact.at)
    case 'level':
      return Number.isFinite(fact.value) && Number.isSafeInteger(fact.at)
    case 'delta':
      return Number.isFinite(fact.value) && isSpan(fact.start, fact.end)
    case 'distribution':
      return Number.isFinite(fact.count) && isSpan(fact.start, fact.at)
  }
}

function isSpan(start: number, end: number): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end)
}
