// One board: its panels on a grid, in groups.
import type { Board, Panel } from '../../dashboards/board.ts'
import { PanelView } from './panel.tsx'
import { SplitPicker } from './split-picker.tsx'
import { useScene } from './view.ts'

export function BoardView({ board, tick }: { readonly board: Board; readonly tick: number }) {
  const { view, go } = useScene()
  return (
    <>
      <div class="intro">
        <h1>{board.title}</h1>
        <p>{board.description}</p>
        {board.needs === 'session' && (
          <p class="which">
            <button
              type="button"
              class="quiet"
              onClick={() => go({ board: 'sessions', session: null })}
            >
              ← All sessions
            </button>
            <code>{view.session}</code>
          </p>
        )}
      </div>
      {groupsOf(board.panels).map((panels) => (
        <section class="group" key={panels[0]?.id} aria-label={panels[0]?.heading ?? board.title}>
          <div class="heading">
            <h2 class={panels[0]?.heading === undefined ? 'unseen' : ''}>
              {panels[0]?.heading ?? 'At a glance'}
            </h2>
            {panels[0]?.choose === 'by' && <SplitPicker panel={panels[0]} />}
          </div>
          <div class="grid">
            {panels.map((panel) => (
              <PanelView key={panel.id} panel={panel} tick={tick} />
            ))}
          </div>
        </section>
      ))}
    </>
  )
}

function groupsOf(panels: readonly Panel[]): Panel[][] {
  const groups: Panel[][] = []
  for (const panel of panels) {
    if (panel.heading !== undefined || groups.length === 0) groups.push([])
    groups.at(-1)?.push(panel)
  }
  return groups
}
