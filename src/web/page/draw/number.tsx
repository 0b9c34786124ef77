// One number, large and exact, and how it stands against the period before.
import type { Panel } from '../../../dashboards/board.ts'
import { useScene } from '../view.ts'
import { exact } from '../words.ts'
import { useNothing } from './nothing.tsx'

interface Given {
  readonly panel: Panel
  readonly value: number | null
  readonly before: number | null
}

export function NumberView({ panel, value, before }: Given) {
  const said = exact(value, panel.unit)
  return (
    <>
      <p class="value" data-value={value ?? ''} style={{ '--letters': said.length }}>
        {said}
      </p>
      <Change {...{ panel, value, before }} />
    </>
  )
}

function Change({ panel, value, before }: Given) {
  const scene = useScene()
  const nothing = useNothing()
  if (scene.before === null) return null
  if (value === null) return <p class="change">{nothing}</p>
  if (before === null || before === 0) return <p class="change">Nothing before</p>
  const share = (value - before) / Math.abs(before)
  const news = Math.abs(share) < 0.0005 ? '' : moodOf(panel, share)
  return (
    <p class="change" title={`${exact(before, panel.unit)} in ${scene.before}`}>
      <span class={`move ${news}`}>{moved(share)}</span> from {exact(before, panel.unit)}
    </p>
  )
}

function moodOf({ more }: Panel, share: number): string {
  if (more === undefined) return ''
  return share > 0 === (more === 'good') ? 'good' : 'bad'
}

function moved(share: number): string {
  if (Math.abs(share) < 0.0005) return '='
  const percent = Math.abs(share) * 100
  const sign = share > 0 ? '▲' : '▼'
  if (percent >= 1000) return `${sign} × ${(1 + share).toFixed(0)}`
  return `${sign} ${percent.toFixed(percent < 10 ? 1 : 0)} %`
}
