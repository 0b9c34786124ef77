// How many different values a label may have, and how many label sets there may be: what comes beyond shares one
// value, so that a sender that puts a number into a label cannot fill the store. Sums stay exact.
import { createHash } from 'node:crypto'
import type { Labels } from '../../ledger/record.ts'
import type { Database } from '../../world/database.ts'
import { otherValue } from './kinds.ts'
import { labelKey } from './labels.ts'

export interface LabelLimits {
  /** Different values of one label. */
  readonly values: number
  readonly sets: number
}

export const usualLabelLimits: LabelLimits = { values: 10_000, sets: 50_000 }

export interface Folded {
  readonly key: string
  /** Which label had too many values; null: there are too many label sets. */
  readonly because: string | null
}

const overflow: Labels = { 'otel.metric.overflow': 'true' }

export class LabelCap {
  readonly #db: Database
  readonly #limits: LabelLimits
  #values: Map<string, Set<string>> | null = null
  #sets = 0

  constructor(db: Database, limits: LabelLimits) {
    this.#db = db
    this.#limits = limits
  }

  /** Of a label set that is not stored yet; null: it may be, and is counted from now on. */
  fold(key: string): Folded | null {
    const values = (this.#values ??= this.#read())
    const labels = JSON.parse(key) as Labels
    if (this.#sets >= this.#limits.sets) {
      const source = labels['service.name']
      const kept =
        source === undefined || !this.#known('service.name', source)
          ? {}
          : { 'service.name': source }
      return { key: labelKey(kept, overflow), because: null }
    }
    const full = Object.keys(labels).filter((name) =>
      this.#isFull(values, name, labels[name] ?? ''),
    )
    const [because] = full
    if (because === undefined) {
      this.#learn(values, key)
      return null
    }
    const others = Object.fromEntries(full.map((name) => [name, otherValue]))
    return { key: labelKey(labels, others), because }
  }

  /** After a transaction was taken back, or rows were deleted: what is stored is read anew. */
  clear(): void {
    this.#values = null
  }

  #isFull(values: Map<string, Set<string>>, name: string, value: string): boolean {
    const known = values.get(name)
    if (known === undefined) return values.size >= this.#limits.values
    return !known.has(value) && known.size >= this.#limits.values
  }

  #known(name: string, value: string): boolean {
    return this.#values?.get(name)?.has(value) === true
  }

  #read(): Map<string, Set<string>> {
    const values = new Map<string, Set<string>>()
    this.#sets = 0
    for (const { key } of this.#db.prepare('SELECT key FROM labelset').iterate())
      this.#learn(values, String(key))
    return values
  }

  #learn(values: Map<string, Set<string>>, key: string): void {
    this.#sets += 1
    for (const [name, value] of Object.entries(JSON.parse(key) as Labels)) {
      const known = values.get(name)
      if (known === undefined) values.set(name, new Set([value]))
      else known.add(value)
    }
  }
}

/** 48 bits that tell apart what shares a label set only because there was no more room; never 0. */
export function signOf(key: string): number {
  return createHash('sha256').update(key).digest().readUIntBE(0, 6) + 1
}
