// Totals for people: a table where there is room, in times of this machine, and the range that they are of.
import { table } from './table.ts'

interface Shown {
  readonly from: string | null
  readonly to: string
  readonly metrics: readonly {
    readonly name: string
    readonly unit: string
    readonly total: number | null
    readonly last_seen: string | null
  }[]
}

const prefix = 'claude_code.'
/** Below this width the names lose what they have in common, and the times their seconds. */
const wide = 84

export function metricsTable({ from, to, metrics }: Shown, columns: number | null): string {
  const isNarrow = columns !== null && columns < wide
  const rows = metrics.map(({ name, unit, total, last_seen }) => [
    isNarrow && name.startsWith(prefix) ? name.slice(prefix.length) : name,
    total === null ? 'not yet' : amount(total),
    unit,
    last_seen === null ? '–' : isNarrow ? here(last_seen).slice(0, 16) : here(last_seen),
  ])
  const range = from === null ? `Of all time, to ${here(to)}` : `From ${here(from)} to ${here(to)}`
  return `${table(['METRIC', 'TOTAL', 'UNIT', 'LAST SEEN'], rows, columns)}\n\n${range}.`
}

/** As exact as it is, without the dust of adding binary fractions. */
function amount(total: number): string {
  return String(Number(total.toFixed(9)))
}

/** On this machine's clock. */
function here(moment: string): string {
  const at = new Date(moment)
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', ' ')
}
