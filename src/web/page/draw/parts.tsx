// Parts of a whole, largest first; a click keeps only that part, on every panel that knows it.
import type { Part } from '../../../dashboards/answer.ts'
import type { Panel } from '../../../dashboards/board.ts'
import { kindOf, ordered } from '../colour.ts'
import { useScene } from '../view.ts'
import { exact, shareOf } from '../words.ts'
import { Nothing } from './nothing.tsx'

interface Given {
  readonly panel: Panel
  readonly parts: readonly Part[]
}

interface Bar extends Part {
  readonly colour: string
}

export function Parts({ panel, parts }: Given) {
  if (parts.length === 0) return <Nothing />
  if (parts.every(({ label }) => label === null))
    return <p class="none">None of the {exact(parts[0]?.value ?? null, panel.unit)} says which</p>
  const shown: readonly Bar[] = ordered(parts, kindOf(panel))
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  const most = Math.max(...shown.map(({ value }) => value))
  return (
    <ul class="bars">
      {shown.map((bar) => (
        <Line key={bar.label} {...{ panel, bar, total, most }} />
      ))}
    </ul>
  )
}

interface LineGiven {
  readonly panel: Panel
  readonly bar: Bar
  readonly total: number
  readonly most: number
}

function Line({ panel, bar, total, most }: LineGiven) {
  const { view, go } = useScene()
  const { label, value, colour, folds } = bar
  const name = label ?? 'none'
  const by = panel.measure.op === 'by' ? panel.measure.by : null
  const where = `${by}=${label}`
  const share = total > 0 ? shareOf(value / total) : ''
  const chosen = view.where.includes(where)
  const toggle = (): void =>
    go({ where: chosen ? view.where.filter((one) => one !== where) : [...view.where, where] })
  return (
    <li>
      {by === null || label === null || folds !== undefined ? (
        <span class="name">{name}</span>
      ) : (
        <button
          type="button"
          class="name"
          aria-pressed={chosen}
          title={`Only ${name}`}
          onClick={toggle}
        >
          {name}
        </button>
      )}
      <span class="figure">
        {exact(value, panel.unit)} <small>{share}</small>
      </span>
      <span class="track" aria-hidden="true">
        <i
          style={{
            width: `${most > 0 ? Math.max(0.5, (100 * value) / most) : 0}%`,
            background: colour,
          }}
        />
      </span>
    </li>
  )
}
