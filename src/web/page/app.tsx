// The whole page: what is looked at lives in the address, everything else follows from it.
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { Board } from '../../dashboards/board.ts'
import { isTimeZone } from '../../dashboards/calendar.ts'
import { type Status, type View, askBoards, askStatus } from './ask.ts'
import { BoardView } from './board.tsx'
import { Header } from './header.tsx'
import { useLive } from './live.ts'
import { Notice } from './notice.tsx'
import { beforeWords, isRelative, rangeOf } from './range.ts'
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

/** What the server says of itself, and whether it can be reached at all. */
function useServer(tick: number) {
  const [boards, setBoards] = useState<readonly Board[]>([])
  const [status, setStatus] = useState<Status | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  useEffect(() => {
    askBoards().then(
      (said) => setBoards(said.boards),
      () => setFault('The server does not answer.'),
    )
  }, [])
  useEffect(() => {
    askStatus().then(
      (said) => {
        setStatus(said)
        setFault(null)
      },
      () => setFault('The server does not answer.'),
    )
  }, [tick])
  return { boards, status, fault }
}

/** A minute passes: a range that ends now has moved on. */
function useMinutes(): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setCount((before) => before + 1), 60_000)
    return () => clearInterval(timer)
  }, [])
  return count
}

export function App() {
  const [state, go] = useAddress()
  const { tick, line } = useLive()
  const minutes = useMinutes()
  const { boards, status, fault } = useServer(tick)
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
    () => ({ board: board?.id ?? '', range, timeZone, where: state.where, session: state.session }),
    [board, range, timeZone, state.where.join('\n'), state.session],
  )
  useEffect(() => {
    document.title = board === undefined ? 'claude-telemetry' : `${board.title} · claude-telemetry`
  }, [board])
  const isEmpty = status?.last_points.length === 0
  const scene = { view, clock, before: beforeWords(state.range), go }
  return (
    <SceneContext.Provider value={scene}>
      <a class="skip" href="#board">
        Skip to the numbers
      </a>
      <Header {...{ boards, state, timeZone, range, line, clock, go }} />
      <main id="board" tabIndex={-1}>
        <Notice {...{ status, fault, clock, range, go }} />
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
