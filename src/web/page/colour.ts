// Colours: known parts keep theirs everywhere; any other keeps the one it was given first, on every panel.

/** As many as a person can tell apart; what is more goes into one. */
export const mostParts = 8

const given = new Map<string, number>()

/** `kind` is what the parts are parts of: a model is not a tool. */
function placeOf(kind: string, label: string | null): number {
  const key = `${kind} ${label}`
  const known = given.get(key)
  if (known !== undefined) return known
  const place = [...given.keys()].filter((other) => other.startsWith(`${kind} `)).length
  given.set(key, place)
  return place
}

function colour(place: number): string {
  return `var(--c${(place % mostParts) + 1})`
}

interface Kind {
  readonly kind: string
  /** Fixed parts, in their order. */
  readonly fixed?: readonly string[]
}

export function ordered<Item extends { readonly label: string | null }>(
  items: readonly Item[],
  { kind, fixed = [] }: Kind,
): readonly (Item & { readonly colour: string })[] {
  const known = fixed.flatMap((label) => items.find((item) => item.label === label) ?? [])
  const others = items.filter((item) => !known.includes(item))
  return [
    ...known.map((item) => ({ ...item, colour: colour(fixed.indexOf(item.label ?? '')) })),
    ...others.map((item) => ({
      ...item,
      colour: colour(fixed.length + placeOf(kind, item.label)),
    })),
  ]
}

export function kindOf(panel: {
  readonly measure: object
  readonly parts?: readonly string[]
}): Kind {
  const kind = 'by' in panel.measure ? String(panel.measure.by) : ''
  return panel.parts === undefined ? { kind } : { kind: `${kind}+`, fixed: panel.parts }
}
