// Colours: known parts keep theirs everywhere; any other keeps the one it was given first, on every panel.
import { mostParts } from './ask.ts'

const given = new Map<string, number>()

/** `kind` is what the parts are parts of: a model is not a tool. */
function placeOf(kind: string, label: string): number {
  const key = `${kind} ${label}`
  const known = given.get(key)
  if (known !== undefined) return known
  const place = [...given.keys()].filter((other) => other.startsWith(`${kind} `)).length
  given.set(key, place)
  return place
}

interface Kind {
  readonly kind: string
  /** Fixed parts, in their order. */
  readonly fixed?: readonly string[]
}

interface Item {
  readonly label: string | null
  /** How many others it stands for. */
  readonly folds?: number
}

/** Known parts first, in their order; what is nobody's own comes last, without a colour. */
export function ordered<One extends Item>(
  items: readonly One[],
  { kind, fixed = [] }: Kind,
): readonly (One & { readonly colour: string })[] {
  // Without a split there is one series, and it is the whole.
  if (kind === '' && items.length === 1)
    return items.map((item) => ({ ...item, colour: 'var(--c1)' }))
  const known = fixed.flatMap((label) => items.find((item) => item.label === label) ?? [])
  const own = items.filter((item) => !known.includes(item) && isOwn(item))
  const others = items.filter((item) => !isOwn(item))
  return [...known, ...own, ...others].map((item) => ({
    ...item,
    colour: isOwn(item) ? colour(item.label ?? '', kind, fixed) : grey(item),
  }))
}

function isOwn({ label, folds }: Item): boolean {
  return label !== null && folds === undefined
}

function grey({ label }: Item): string {
  return label === null ? 'var(--unsaid)' : 'var(--rest)'
}

function colour(label: string, kind: string, fixed: readonly string[]): string {
  const among = fixed.indexOf(label)
  const place = among < 0 ? fixed.length + placeOf(kind, label) : among
  return `var(--c${(place % mostParts) + 1})`
}

export function kindOf(panel: {
  readonly measure: object
  readonly parts?: readonly string[]
}): Kind {
  const kind = 'by' in panel.measure ? String(panel.measure.by) : ''
  return panel.parts === undefined ? { kind } : { kind: `${kind}+`, fixed: panel.parts }
}
