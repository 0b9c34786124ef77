// Texts become numbers on this side of the thread, so that each text crosses once.
import type { Labels } from '../../ledger/record.ts'
import { labelKey } from './labels.ts'
import type { News } from './parcel.ts'

/** Letters of all different texts; beyond, numbering begins anew: memory stays bounded, whatever comes. */
export const mostLetters = 16 * 1024 * 1024

type Metric = News['metrics'][number]
type Pairs = WeakMap<Labels, number>
const overhead = 64
const noLabels: Labels = {}

export class Names {
  readonly #metrics = new Map<string, number>()
  readonly #sessions = new Map<string, number>()
  readonly #labelsets = new Map<string, number>()
  /** The same labels in the order in which they came: cheaper to make than the sorted key. */
  readonly #asCame = new Map<string, number>()
  readonly #resources = new WeakMap<Labels, string>()
  /** The very same objects again: resource, then labels, with and without the label that has its own column. */
  #pairs = { whole: new WeakMap<Labels, Pairs>(), part: new WeakMap<Labels, Pairs>() }
  #letters = 0
  #news: { metrics: Metric[]; sessions: string[]; labelsets: string[] } = fresh()

  /** What is new from now on goes with the next parcel. */
  begin(): { anew: boolean; news: News } {
    const anew = this.#letters > mostLetters
    if (anew) {
      this.#letters = 0
      for (const map of [this.#metrics, this.#sessions, this.#labelsets, this.#asCame]) map.clear()
      this.#pairs = { whole: new WeakMap(), part: new WeakMap() }
    }
    this.#news = fresh()
    return { anew, news: this.#news }
  }

  metric(name: string, unit: string): number {
    const known = this.#metrics.get(name)
    if (known !== undefined) return known
    this.#news.metrics.push({ name, unit })
    return this.#numbered(this.#metrics, name)
  }

  session(uid: string): number {
    const known = this.#sessions.get(uid)
    if (known !== undefined) return known
    this.#news.sessions.push(uid)
    return this.#numbered(this.#sessions, uid)
  }

  /** `without`: the label that stands in a column of its own. */
  labelset(resource: Labels, labels: Labels, without?: string): number {
    const pairs = this.#pairs[without === undefined ? 'whole' : 'part']
    let known = pairs.get(resource)
    if (known === undefined) pairs.set(resource, (known = new WeakMap()))
    const number = known.get(labels) ?? this.#byText(resource, labels, without)
    known.set(labels, number)
    return number
  }

  #byText(resource: Labels, labels: Labels, without: string | undefined): number {
    let came = this.#resource(resource)
    for (const name in labels) {
      const value = labels[name] ?? ''
      // With lengths: no value can look like the next label.
      if (name !== without) came += `${name.length}:${value.length}:${name}${value}`
    }
    if (without !== undefined) came += '!'
    const known = this.#asCame.get(came)
    if (known !== undefined) return known
    const key = labelKey(resource, labels, without)
    const number = this.#labelsets.get(key) ?? this.#newLabelset(key)
    this.#asCame.set(came, number)
    this.#letters += came.length
    return number
  }

  #newLabelset(key: string): number {
    this.#news.labelsets.push(key)
    return this.#numbered(this.#labelsets, key)
  }

  #resource(resource: Labels): string {
    const known = this.#resources.get(resource)
    if (known !== undefined) return known
    const text = labelKey(resource, noLabels)
    this.#resources.set(resource, text)
    return text
  }

  /** What a map costs besides its text counts as well. */
  #numbered(map: Map<string, number>, text: string): number {
    map.set(text, map.size)
    this.#letters += text.length + overhead
    return map.size - 1
  }
}

function fresh(): { metrics: Metric[]; sessions: string[]; labelsets: string[] } {
  return { metrics: [], sessions: [], labelsets: [] }
}
