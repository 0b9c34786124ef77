// Half within, 95 of 100 within: from durations as the store keeps them, each near the value that stands for it.
import type { Row } from './answer.ts'
import { addSpans } from './spans.ts'

/** Rows of `durationsSql` with p50 and p95, by nearest rank: of 100 durations the 95th, not the 96th. */
export function withQuantiles(rows: readonly Row[]): Row[] {
  return rows.map(({ spans, ...row }) => {
    const sorted = [...addSpans(new Map(), String(spans ?? ''))].toSorted(([a], [b]) => a - b)
    const longest = row['longest'] ?? null
    const within = (percent: number): number | null => {
      const found = atRank(sorted, percent)
      return typeof longest === 'number' && found !== null ? Math.min(found, longest) : found
    }
    return { ...row, p50: within(50), p95: within(95) }
  })
}

function atRank(sorted: readonly (readonly [number, number])[], percent: number): number | null {
  const many = sorted.reduce((sum, [, count]) => sum + count, 0)
  let place = 0
  for (const [span, count] of sorted) {
    place += count
    if (place * 100 >= percent * many) return span
  }
  return null
}
