// Above everything: which board, which range, which clock, which light.
import type { Board } from '../../dashboards/board.ts'
import type { Range } from '../../dashboards/measure.ts'
import { Filters } from './filters.tsx'
import type { Labels } from './labels.ts'
import type { Line } from './live.ts'
import { beforeWords } from './range.ts'
import { RangePicker } from './range-picker.tsx'
import { type State, addressOf } from './state.ts'
import { useTheme } from './theme.ts'
import type { Clock } from './words.ts'
import { ZonePicker } from './zone-picker.tsx'

interface Given {
  readonly boards: readonly Board[]
  readonly state: State
  readonly timeZone: string
  readonly range: Range
  readonly line: Line
  readonly clock: Clock
  readonly labels: Labels
  readonly go: (change: Partial<State>) => void
}

const lines: Readonly<Record<Line, string>> = {
  live: 'Live',
  lost: 'Connection lost, trying again',
  paused: 'Paused',
}

export function Header({ boards, state, timeZone, range, line, clock, labels, go }: Given) {
  return (
    <header class="top">
      <div class="bar">
        <a
          class="brand"
          href="/"
          onClick={(event) =>
            follow(event, () => go({ board: 'overview', session: null, where: [], by: null }))
          }
        >
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>claude-telemetry</span>
        </a>
        <Tabs {...{ boards, state, go }} />
        <span class={`line ${line}`} role="status">
          <i aria-hidden="true" />
          {lines[line]}
        </span>
        <ThemeButton />
      </div>
      <div class="controls">
        {state.board === 'session' ? (
          <p class="span">The whole session, whatever the range.</p>
        ) : (
          <RangePicker {...{ state, timeZone, range, go }} />
        )}
        <ZonePicker {...{ state, timeZone, go }} />
      </div>
      {state.board !== 'session' && (
        <div class="span">
          <p>
            After <time>{clock.long(range.from)}</time> until <time>{clock.long(range.to)}</time>,
            compared with {beforeWords(state.range)}
          </p>
          <Filters {...{ state, labels, go }} />
        </div>
      )}
    </header>
  )
}

type Menu = Pick<Given, 'boards' | 'state' | 'go'>

function Tabs({ boards, state, go }: Menu) {
  const shown = boards.filter(({ needs }) => needs === undefined)
  const current = state.board === 'session' ? 'sessions' : state.board
  return (
    <nav aria-label="Boards">
      {shown.map(({ id, title }) => (
        <a
          key={id}
          href={addressOf({ ...state, board: id, session: null })}
          aria-current={id === current ? 'page' : undefined}
          onClick={(event) => follow(event, () => go({ board: id, session: null }))}
        >
          {title}
        </a>
      ))}
    </nav>
  )
}

/** A plain click stays here; with a key held down it is the browser's. */
export function follow(event: MouseEvent, act: () => void): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  act()
}

const themes = { auto: 'As the system', light: 'Light', dark: 'Dark' } as const
const signs = { auto: '◐', light: '☀', dark: '☾' } as const

function ThemeButton() {
  const [theme, next] = useTheme()
  const label = `Colours: ${themes[theme]}. Change.`
  return (
    <button class="quiet theme" type="button" onClick={next} aria-label={label} title={label}>
      <span aria-hidden="true">{signs[theme]}</span>
    </button>
  )
}
