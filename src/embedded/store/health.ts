// How the store is: counts since it was opened, and what the disk holds.
import type { Batch, Refusal } from '../../ledger/record.ts'
import type { Opening } from './open-file.ts'
import type { Committed, Written } from './parcel.ts'

export interface Counts extends Written {
  /** Writes that were turned away: busy, full, damaged. */
  readonly rejected: number
  readonly refused: Readonly<Partial<Record<Refusal, number>>>
  readonly clamped: number
  /** Label sets that share another one, because a label has too many values. */
  readonly folded: number
  readonly spans: number
  readonly commits: number
  /** Of the last transaction, fsync included; null before the first. */
  readonly commitMs: number | null
}

export interface StoreHealth extends Counts {
  readonly state: 'open' | 'full' | 'damaged' | 'closed'
  /** Rows that wait for their transaction. */
  readonly waiting: number
  /** Pages in use; null until the first commit. */
  readonly databaseBytes: number | null
  readonly sources: readonly { readonly source: string; readonly at: number }[]
  readonly opening: Opening
}

export class Tally {
  #counts: { -readonly [Key in keyof Counts]: Counts[Key] } = {
    stored: 0,
    repeated: 0,
    contradicted: 0,
    rejected: 0,
    refused: {},
    clamped: 0,
    folded: 0,
    spans: 0,
    commits: 0,
    commitMs: null,
  }
  databaseBytes: number | null = null
  fileBytes = 0

  get counts(): Counts {
    return { ...this.#counts }
  }

  received({ refused, clamped, spans }: Batch): void {
    for (const [name, count] of Object.entries(refused)) this.refused(name as Refusal, count)
    this.#counts.clamped += clamped
    this.#counts.spans += spans
  }

  refused(why: Refusal, count: number): void {
    const { refused } = this.#counts
    this.#counts.refused = { ...refused, [why]: (refused[why] ?? 0) + count }
  }

  written({ stored, repeated, contradicted }: Written): void {
    this.#counts.stored += stored
    this.#counts.repeated += repeated
    this.#counts.contradicted += contradicted
  }

  rejected(): void {
    this.#counts.rejected += 1
  }

  committed({ milliseconds, databaseBytes, fileBytes, folded }: Committed): void {
    this.#counts.folded += folded.length
    this.#counts.commits += 1
    this.#counts.commitMs = milliseconds
    this.databaseBytes = databaseBytes
    this.fileBytes = fileBytes
  }
}
