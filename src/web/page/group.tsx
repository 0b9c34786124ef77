// Panels that belong together; splits by what nobody says are named in one line instead of filling a screen.
import { useCallback, useState } from 'preact/hooks'
import type { Panel } from '../../dashboards/board.ts'
import { PanelView } from './panel.tsx'
import { SplitPicker } from './split-picker.tsx'

interface Given {
  /** Of the board. */
  readonly title: string
  readonly panels: readonly Panel[]
  readonly tick: number
}

export function Group({ title, panels, tick }: Given) {
  const [unsaid, setUnsaid] = useState<ReadonlySet<string>>(new Set())
  const [all, setAll] = useState(false)
  const tell = useCallback((id: string, is: boolean): void => {
    setUnsaid((before) => {
      if (before.has(id) === is) return before
      return new Set(is ? [...before, id] : [...before].filter((other) => other !== id))
    })
  }, [])
  const [first] = panels
  const left = panels.filter(({ id }) => unsaid.has(id))
  return (
    <section class="group" aria-label={first?.heading ?? title}>
      <div class="heading">
        <h2 class={first?.heading === undefined ? 'unseen' : ''}>
          {first?.heading ?? 'At a glance'}
        </h2>
        {first?.choose === 'by' && <SplitPicker panel={first} />}
      </div>
      <div class="grid">
        {panels.map((panel) => (
          <PanelView
            key={panel.id}
            panel={panel}
            tick={tick}
            tell={tell}
            isLeftOut={!all && unsaid.has(panel.id)}
          />
        ))}
      </div>
      {left.length > 0 && (
        <p class="left-out">
          Nothing in this range says: {left.map(partOf).join(', ')}.{' '}
          <button type="button" class="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Hide them' : 'Show them all the same'}
          </button>
        </p>
      )}
    </section>
  )
}

/** "Cost, estimate, by agent" → "agent". */
function partOf({ title }: Panel): string {
  return /\bby (.+)$/.exec(title)?.[1] ?? title
}
