// Says that there is more than is shown: a list cut short must not pass for a whole one.
import type { Table } from '../../../dashboards/tabular.ts'
import { exact } from '../words.ts'

export function Shortened({ table }: { readonly table: Table & { readonly there_are?: number } }) {
  const { rows, there_are: all = rows.length } = table
  if (all <= rows.length) return null
  const [shown, total] = [rows.length, all].map((count) => exact(count, 'count'))
  return (
    <p class="shortened">
      {shown} of {total} shown; the CSV has up to 10,000.
    </p>
  )
}
