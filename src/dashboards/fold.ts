// Too many parts become few, and the rest one part with exactly what is left: nothing is lost from a sum.
import type { Answer, Part, Series } from './answer.ts'

/** What the points without that label come to is not folded: it is no part like the others. */
export function folded(answer: Answer, most: number): Answer {
  if (answer.shape === 'parts') return { ...answer, parts: fold(answer.parts, most, foldedPart) }
  if (answer.shape === 'bars') return { ...answer, series: fold(answer.series, most, foldedSeries) }
  return answer
}

function fold<One extends { readonly label: string | null }>(
  all: readonly One[],
  most: number,
  foldedOf: (rest: readonly One[]) => One,
): readonly One[] {
  const named = all.filter(({ label }) => label !== null)
  if (named.length <= most) return all
  const kept = new Set(named.slice(0, most - 1))
  const rest = named.filter((one) => !kept.has(one))
  return [...all.filter((one) => one.label === null || kept.has(one)), foldedOf(rest)]
}

const others = (count: number): string => `${count} others`

function foldedPart(rest: readonly Part[]): Part {
  const value = rest.reduce((sum, part) => sum + part.value, 0)
  return { label: others(rest.length), value, folds: rest.length }
}

function foldedSeries(rest: readonly Series[]): Series {
  const values = (rest[0]?.values ?? []).map((_, place) => {
    const known = rest.map((one) => one.values[place] ?? null).filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
  })
  return { label: others(rest.length), values, folds: rest.length }
}
