// One panel: asks for its numbers, draws them, and has a table and files behind the drawing.
import { useId, useState } from 'preact/hooks'
import type { Answer } from '../../dashboards/answer.ts'
import type { Panel } from '../../dashboards/board.ts'
import { tabular } from '../../dashboards/tabular.ts'
import { useAnswer } from './answers.ts'
import { type View, panelAddress } from './ask.ts'
import { Bars } from './draw/bars.tsx'
import { Lines } from './draw/lines.tsx'
import { NumberView } from './draw/number.tsx'
import { Parts } from './draw/parts.tsx'
import { TableView } from './draw/table.tsx'
import { Timeline } from './draw/timeline.tsx'
import { useScene } from './view.ts'

export function PanelView({ panel, tick }: { readonly panel: Panel; readonly tick: number }) {
  const { view } = useScene()
  const shown = useAnswer(panel, view, tick)
  const [asTable, setAsTable] = useState(false)
  const id = useId()
  return (
    <article
      class={`panel ${panel.draw}`}
      data-width={panel.width}
      data-panel={panel.id}
      aria-labelledby={id}
    >
      <header>
        <h3 id={id} title={panel.description}>
          {panel.title}
        </h3>
        <Tools panel={panel} asTable={asTable} turn={() => setAsTable(!asTable)} />
      </header>
      {shown.fault !== null && <p class="fault">{shown.fault}</p>}
      {shown.said === null || shown.view === null ? (
        <div class="wait" aria-busy="true" />
      ) : asTable ? (
        <TableView panel={panel} table={tabular(panel, shown.said.answer)} />
      ) : (
        <Drawn panel={panel} answer={shown.said.answer} view={shown.view} />
      )}
    </article>
  )
}

interface Turned {
  readonly panel: Panel
  readonly asTable: boolean
  readonly turn: () => void
}

/** What stands behind the drawing. */
function Tools({ panel, asTable, turn }: Turned) {
  const { view } = useScene()
  const { id, title } = panel
  return (
    <div class="tools">
      {panel.draw !== 'table' && (
        <button
          type="button"
          class="quiet"
          aria-pressed={asTable}
          aria-label={`Table: ${title}`}
          onClick={turn}
        >
          Table
        </button>
      )}
      <a
        class="quiet"
        href={panelAddress(id, view, 'csv')}
        download=""
        aria-label={`CSV: ${title}`}
      >
        CSV
      </a>
      <a class="quiet" href={panelAddress(id, view)} aria-label={`JSON: ${title}`}>
        JSON
      </a>
    </div>
  )
}

interface Given {
  readonly panel: Panel
  readonly answer: Answer
  readonly view: View
}

function Drawn({ panel, answer, view }: Given) {
  if (answer.shape === 'number') return <NumberView panel={panel} {...answer} />
  if (answer.shape === 'parts') return <Parts panel={panel} parts={answer.parts} />
  if (answer.shape === 'table' && panel.measure.op === 'timeline')
    return <Timeline panel={panel} table={answer} />
  if (answer.shape === 'table') return <TableView panel={panel} table={answer} />
  if (answer.series.length === 0) return <p class="none">Nothing in this range</p>
  const Chart = panel.draw === 'lines' ? Lines : Bars
  return <Chart panel={panel} ends={answer.ends} series={answer.series} timeZone={view.timeZone} />
}
