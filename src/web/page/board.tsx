// One board: its panels on a grid, in groups.
import type { Board, Panel } from '../../dashboards/board.ts'
import { Group } from './group.tsx'
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
        <Group key={panels[0]?.id} title={board.title} panels={panels} tick={tick} />
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
