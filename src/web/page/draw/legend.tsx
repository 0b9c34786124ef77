// Which colour is what, and how much it is in the whole range.
import type { Panel } from '../../../dashboards/board.ts'
import { exact } from '../words.ts'
import type { Coloured } from './bars.tsx'

export function Legend({
  panel,
  shown,
}: {
  readonly panel: Panel
  readonly shown: readonly Coloured[]
}) {
  const adds = panel.draw === 'stack'
  if (shown.length === 1 && shown[0]?.label === null && !adds) return null
  return (
    <ul class="legend">
      {shown.map(({ label, values, colour }) => (
        <li key={label}>
          <i aria-hidden="true" style={{ background: colour }} />
          {nameOf(panel, label)}
          {adds && (
            <b>
              {exact(
                values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
                panel.unit,
              )}
            </b>
          )}
        </li>
      ))}
    </ul>
  )
}

export function nameOf(panel: Panel, label: string | null): string {
  if (label === 'p50') return 'half within'
  if (label === 'p95') return '95 % within'
  return label ?? ('by' in panel.measure ? 'none' : 'total')
}
