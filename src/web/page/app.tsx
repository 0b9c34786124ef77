// The whole page: what is looked at lives in the address, everything else follows from it.
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { Board } from '../../dashboards/board.ts'
import { isTimeZone } from '../../dashboards/calendar.ts'
import type { View } from './ask.ts'
import { BoardView } from './board.tsx'
import { Header } from './header.tsx'
import { useLabels } from './labels.ts'
import { useLive } from './live.ts'
import { Notice } from './notice.tsx'
import { beforeWords, isRelative, rangeOf, rangeWords } from './range.ts'
import { useServer } from './server.ts'
import { type State, addressOf, stateOf } from './state.ts'
import { SceneContext } from './view.ts'
import { clockOf } from './words.ts'

function useAddress() {
  const [state, setState] = useState<State>(() => stateOf(location.search))
  const go = useCallback((change: Partial<State>) => {
    const next = { ...stateOf(location.search), ...change }
    history.pushState(null, '', addressOf(next))
    setState(next)
    if (change.board !== undefined) scrollTo(0, 0)
  }, [])
  useEffect(() => {
    const back = (): void => setState(stateOf(location.search))
    addEventListener('popstate', back)
    return () => removeEventListener('popstate', back)
  }, [])
  return [state, go] as const
}

/** A minute passes, or the reader looks here again: a range that ends now has moved on. */
function useMinutes(): number {
  const [minutes, setMinutes] = useState(0)
  useEffect(() => {
    const count = (): void => {
      if (!document.hidden) setMinutes((before) => before + 1)
    }
    const timer = setInterval(count, 60_000)
    document.addEventListener('visibilitychange', count)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', count)
    }
  }, [])
  return minutes
}

export function App() {
  const [state, go] = useAddress()
  const live = useLive()
  const minutes = useMinutes()
  const server = useServer(live)
  const labels = useLabels()
  const { boards, status } = server
  const tick = live.tick + server.returns
  const zone = state.timeZone
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const timeZone = zone !== null && isTimeZone(zone) ? zone : own
  const clock = useMemo(() => clockOf(timeZone), [timeZone])
  const moving = isRelative(state.range) ? `${tick}.${minutes}` : ''
  const range = useMemo(
    () => rangeOf(state.range, Date.now(), timeZone),
    [state.range, timeZone, moving],
  )
  const board = boards.find(({ id }) => id === state.board) ?? boards[0]
  const view: View = useMemo(
    () => viewOf(board, state, { range, timeZone }),
    [board, range, timeZone, addressOf(state)],
  )
  useEffect(() => {
    document.title = titleOf(board, state)
  }, [board, state])
  const isEmpty = status?.last_points.length === 0
  const isOne = board?.needs === 'session'
  const scene = { view, clock, before: isOne ? null : beforeWords(state.range), labels, go }
  return (
    <SceneContext.Provider value={scene}>
      <a class="skip" href="#board">
        Skip to the numbers
      </a>
      <Header {...{ boards, state, timeZone, range, clock, labels, go }} line={live.line} />
      <main id="board" tabIndex={-1}>
        <Notice {...{ server, clock, go }} range={isOne ? null : range} />
        {board !== undefined && !isEmpty && <BoardView key={board.id} board={board} tick={tick} />}
      </main>
      <footer>
        <p>
          claude-telemetry {status?.version} · unofficial · everything on this page comes from this
          machine and stays on it · <a href="/metrics">/metrics</a> ·{' '}
          <a href="/api/metrics">JSON</a>
        </p>
      </footer>
    </SceneContext.Provider>
  )
}

/** One session is shown whole: filters wait until the reader goes back. */
function viewOf(
  board: Board | undefined,
  { where, session, by }: State,
  { range, timeZone }: Pick<View, 'range' | 'timeZone'>,
): View {
  const isOne = board?.needs === 'session'
  const common = { board: board?.id ?? '', range, timeZone, by }
  return { ...common, where: isOne ? [] : where, session: isOne ? session : null }
}

/** No sum of money: a tab is seen by all who look over the shoulder. */
function titleOf(board: Board | undefined, { range, session }: State): string {
  if (board === undefined) return 'claude-telemetry'
  const what =
    board.needs === 'session'
      ? `Session ${session?.slice(0, 8)}`
      : `${board.title}, ${rangeWords(range)}`
  return `${what} · claude-telemetry`
}
