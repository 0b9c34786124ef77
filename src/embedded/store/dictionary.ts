// The writer's side of the numbers: which row each one means, learnt when it is first written.
import type { Database, Statement } from '../../world/database.ts'
import { labelColumns } from './schema.ts'
import { type Folded, LabelCap, type LabelLimits, signOf, usualLabelLimits } from './label-cap.ts'
import { labelRow } from './labels.ts'
import type { News } from './parcel.ts'

/** Kept in memory; senders may make up as many as they like. */
const mostEventNames = 10_000

/** One kind of text: number → text → id of its row. */
class Kind<Text> {
  readonly #texts: Text[] = []
  #ids: (number | undefined)[] = []
  /** Numbers whose id was learnt in the transaction that runs: wrong when it is taken back. */
  #fresh: number[] = []
  readonly #find: (text: Text) => number

  constructor(find: (text: Text) => number) {
    this.#find = find
  }

  id(number: number): number {
    const known = this.#ids[number]
    if (known !== undefined) return known
    const id = this.#find(this.text(number))
    this.#ids[number] = id
    this.#fresh.push(number)
    return id
  }

  text(number: number): Text {
    const text = this.#texts[number]
    if (text === undefined) throw new Error(`The writer was never told what ${number} means.`)
    return text
  }

  learn(texts: readonly Text[]): void {
    this.#texts.push(...texts)
  }

  settle(kept: boolean): void {
    if (!kept) for (const number of this.#fresh) this.#ids[number] = undefined
    this.#fresh = []
  }

  clear(texts: boolean): void {
    this.#ids = []
    this.#fresh = []
    if (texts) this.#texts.length = 0
  }
}

export class Dictionary {
  readonly metrics: Kind<News['metrics'][number]>
  readonly sessions: Kind<string>
  readonly labelsets: Kind<string>
  readonly #cap: LabelCap
  /** Keys of label sets that share another one, each with its sign. */
  readonly #signs = new Map<string, number>()
  readonly #eventName: { find: Statement; add: Statement }
  #eventNames = new Map<string, number>()
  /** Label sets that found no room of their own, since somebody looked. */
  folded: Folded[] = []

  constructor(db: Database, limits: LabelLimits = usualLabelLimits) {
    this.#cap = new LabelCap(db, limits)
    const metric = pair(db, 'metric', 'name', ['name', 'unit'])
    const session = pair(db, 'session', 'uid', ['uid'])
    const labelset = pair(db, 'labelset', 'key', ['key', ...Object.keys(labelColumns), 'rest'])
    this.metrics = new Kind(({ name, unit }) => found(metric, name, () => [name, unit]))
    this.sessions = new Kind((uid) => found(session, uid, () => [uid]))
    this.labelsets = new Kind((key) => this.#labelset(labelset, key))
    this.#eventName = pair(db, 'event_name', 'name', ['name'])
  }

  /** Of a label set by its number: 0 for one of its own. */
  sign(number: number): number {
    return this.#signs.size === 0 ? 0 : (this.#signs.get(this.labelsets.text(number)) ?? 0)
  }

  #labelset(pair: { find: Statement; add: Statement }, key: string): number {
    const there = pair.find.get(key)?.['id']
    if (there !== undefined) return Number(there)
    const folded = this.#cap.fold(key)
    if (folded === null) return Number(pair.add.run(...labelRow(key)).lastInsertRowid)
    this.#signs.set(key, signOf(key))
    this.folded.push(folded)
    return found(pair, folded.key, () => labelRow(folded.key))
  }

  eventName(name: string): number {
    const known = this.#eventNames.get(name)
    if (known !== undefined) return known
    const id = found(this.#eventName, name, () => [name])
    if (this.#eventNames.size >= mostEventNames) this.#eventNames.clear()
    this.#eventNames.set(name, id)
    return id
  }

  learn(anew: boolean, { metrics, sessions, labelsets }: News): void {
    if (anew) {
      for (const kind of this.#kinds()) kind.clear(true)
      this.#signs.clear()
    }
    this.metrics.learn(metrics)
    this.sessions.learn(sessions)
    this.labelsets.learn(labelsets)
  }

  /** After each transaction. */
  settle(kept: boolean): void {
    for (const kind of this.#kinds()) kind.settle(kept)
    if (kept) return
    this.#eventNames.clear()
    this.#cap.clear()
  }

  /** After rows of the dictionaries were deleted. */
  forgetIds(): void {
    for (const kind of this.#kinds()) kind.clear(false)
    this.#eventNames = new Map()
    this.#cap.clear()
    this.#signs.clear()
  }

  #kinds(): (Kind<string> | Kind<News['metrics'][number]>)[] {
    return [this.metrics, this.sessions, this.labelsets]
  }
}

function pair(db: Database, table: string, by: string, columns: readonly string[]) {
  const holes = columns.map(() => '?').join(', ')
  return {
    find: db.prepare(`SELECT id FROM ${table} WHERE ${by} = ?`),
    add: db.prepare(`INSERT INTO ${table}(${columns.join(', ')}) VALUES(${holes})`),
  }
}

function found(
  { find, add }: { find: Statement; add: Statement },
  text: string,
  row: () => (string | number | null)[],
): number {
  return Number(find.get(text)?.['id'] ?? add.run(...row()).lastInsertRowid)
}
