// What panels of choice are split by: any label that was seen, also one that the user made up.
import { useEffect } from 'preact/hooks'
import { byTitle } from '../../dashboards/labels.ts'
import type { Panel } from '../../dashboards/board.ts'
import { useScene } from './view.ts'

export function SplitPicker({ panel }: { readonly panel: Panel }) {
  const { view, labels, go } = useScene()
  useEffect(() => {
    if (labels.seen === null) labels.refresh()
  }, [labels])
  const usual = 'by' in panel.measure ? panel.measure.by : ''
  const current = view.by ?? usual
  const seen = labels.seen ?? []
  const others = [usual, current].filter((name) => seen.every(({ label }) => label !== name))
  return (
    <label class="split">
      Split by{' '}
      <select value={current} onChange={({ currentTarget }) => go({ by: currentTarget.value })}>
        {[...new Set(others)].map((name) => (
          <option key={name} value={name}>
            {byTitle(name as 'model')}
          </option>
        ))}
        {seen.map(({ label, title }) => (
          <option key={label} value={label}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
