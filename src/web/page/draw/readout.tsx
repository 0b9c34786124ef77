// The cursor over a drawing, and what stands there: for the eye beside it, for the ear as one sentence.
import type { Panel } from '../../../dashboards/board.ts'
import { useScene } from '../view.ts'
import { exact } from '../words.ts'
import type { Coloured } from './bars.tsx'
import { nameOf } from './legend.tsx'
import type { Plan } from './plan.ts'

interface Wish {
  readonly plan: Plan
  readonly ends: readonly number[]
  readonly at: number | null
  readonly setAt: (at: number | null) => void
}

/** Mouse, finger and keys move the same cursor. */
export function useCursor({ plan, ends, at, setAt }: Wish) {
  const last = ends.length - 2
  const onPointerMove = (event: PointerEvent): void => {
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect()
    const moment =
      plan.from +
      ((event.clientX - left - plan.left) / (plan.right - plan.left)) * (plan.to - plan.from)
    const found = plan.ends.findLastIndex((end) => end <= moment)
    setAt(found < 0 || found > last ? null : found)
  }
  const keys: Readonly<Record<string, () => number | null>> = {
    ArrowRight: () => (at === null ? 0 : Math.min(last, at + 1)),
    ArrowLeft: () => (at === null ? last : Math.max(0, at - 1)),
    Home: () => 0,
    End: () => last,
    Escape: () => null,
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const key = keys[event.key]
    if (key === undefined) return
    event.preventDefault()
    setAt(key())
  }
  const leave = (): void => setAt(null)
  return { tabIndex: 0, onPointerMove, onPointerLeave: leave, onKeyDown, onBlur: leave }
}

interface Given {
  readonly panel: Panel
  readonly plan: Plan
  readonly ends: readonly number[]
  readonly at: number
  readonly shown: readonly Coloured[]
  /** Null where values do not add up. */
  readonly sum: number | null
}

export function Readout({ panel, plan, ends, at, shown, sum }: Given) {
  const { clock } = useScene()
  const [from, to] = [ends[at] ?? 0, ends[at + 1] ?? 0]
  const present = shown.filter(({ values }) => (values[at] ?? null) !== null)
  const [left, right] = [plan.x(plan.ends[at] ?? 0), plan.x(plan.ends[at + 1] ?? 0)]
  const onLeft = (left + right) / 2 > plan.width / 2
  const place = onLeft ? { right: plan.width - left + 8 } : { left: right + 8 }
  return (
    <div class="readout" role="status" style={place}>
      <p>
        {clock.medium(from)} – {clock.medium(to)}
      </p>
      <ul>
        {present.map(({ label, values, colour }) => (
          <li key={label}>
            <i aria-hidden="true" style={{ background: colour }} />
            <span>{nameOf(panel, label)}</span> <b>{exact(values[at] ?? null, panel.unit)}</b>
          </li>
        ))}
      </ul>
      {present.length === 0 && <p>Nothing</p>}
      {sum !== null && present.length > 1 && (
        <p class="sum">
          <span>All</span> <b>{exact(sum, panel.unit)}</b>
        </p>
      )}
    </div>
  )
}
