// One panel: asks for its numbers, draws them, and has a table and files behind the drawing.
import { useEffect, useId, useState } from 'preact/hooks'
import type { Answer } from '../../dashboards/answer.ts'
import type { Panel } from '../../dashboards/board.ts'
import { tabular } from '../../dashboards/tabular.ts'
import { useAnswer } from './answers.ts'
import { type PanelSaid, type View, panelAddress } from './ask.ts'
import { Bars } from './draw/bars.tsx'
import { Lanes } from './draw/lanes.tsx'
import { Lines } from './draw/lines.tsx'
import { Nothing } from './draw/nothing.tsx'
import { NumberView } from './draw/number.tsx'
import { Parts } from './draw/parts.tsx'
import { Running } from './draw/running.tsx'
import { TableView } from './draw/table.tsx'
import { useScene } from './view.ts'

interface Placed {
  readonly panel: Panel
  readonly tick: number
  /** Told whether it is a split by something that nobody says. */
  readonly tell: (id: string, isUnsaid: boolean) => void
  readonly isLeftOut: boolean
}

export function PanelView({ panel, tick, tell, isLeftOut }: Placed) {
  const { view } = useScene()
  const shown = useAnswer(panel, view, tick)
  const [asTable, setAsTable] = useState(false)
  const id = useId()
  const unsaid = isUnsaid(panel, shown.said)
  useEffect(() => tell(panel.id, unsaid), [panel, unsaid, tell])
  return (
    <article
      class={`panel ${panel.draw}`}
      data-width={panel.width}
      data-panel={panel.id}
      hidden={isLeftOut}
      aria-labelledby={id}
    >
      <header>
        <h3 id={id} title={panel.description}>
          {titleOf(panel, shown.said)}
        </h3>
        <Tools panel={panel} asTable={asTable} turn={() => setAsTable(!asTable)} />
      </header>
      {shown.fault !== null && <p class="fault">{shown.fault}</p>}
      {shown.said === null || shown.view === null ? (
        <div class="wait" aria-busy="true" />
      ) : shown.said.does_not_apply.length > 0 ? (
        <p class="none">{shown.said.does_not_apply.join(' ')}</p>
      ) : asTable ? (
        <>
          <TableView panel={panel} table={tabular(panel, shown.said.answer)} />
          <p class="shortened">
            {panel.description} {shown.said.exactness.says}
          </p>
        </>
      ) : (
        <Drawn panel={splitAs(panel, shown.said)} answer={shown.said.answer} view={shown.view} />
      )}
    </article>
  )
}

function isUnsaid({ draw, choose }: Panel, said: PanelSaid | null): boolean {
  if (draw !== 'parts' || choose !== undefined || said?.answer.shape !== 'parts') return false
  const { parts } = said.answer
  return parts.length > 0 && parts.every(({ label }) => label === null)
}

function titleOf({ title }: Panel, said: PanelSaid | null): string {
  return said?.by === undefined ? title : title.replace('a label of your choice', said.by.title)
}

/** With the split that the reader chose: a part of it can be kept alone, too. */
function splitAs(panel: Panel, { by }: PanelSaid): Panel {
  if (by === undefined || !('by' in panel.measure)) return panel
  return { ...panel, measure: { ...panel.measure, by: by.label } as Panel['measure'] }
}

interface Turned {
  readonly panel: Panel
  readonly asTable: boolean
  readonly turn: () => void
}

/** What stands behind the drawing. */
function Tools({ panel, asTable, turn }: Turned) {
  const { view } = useScene()
  const { title } = panel
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
        href={panelAddress(panel, view, 'csv')}
        download=""
        aria-label={`CSV: ${title}`}
      >
        CSV
      </a>
      <a class="quiet" href={panelAddress(panel, view)} aria-label={`JSON: ${title}`}>
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
  if (answer.shape === 'table' && panel.draw === 'lanes')
    return <Lanes panel={panel} table={answer} />
  if (answer.shape === 'table' && panel.draw === 'running')
    return <Running panel={panel} table={answer} />
  if (answer.shape === 'table') return <TableView panel={panel} table={answer} />
  if (answer.series.length === 0) return <Nothing />
  const Chart = panel.draw === 'lines' ? Lines : Bars
  return <Chart panel={panel} ends={answer.ends} series={answer.series} timeZone={view.timeZone} />
}
