// One step of a session, as the cursor reads it: for the eye beside the drawing, for the ear as one sentence.
import type { Row } from '../../../dashboards/answer.ts'
import { useScene } from '../view.ts'
import { exact } from '../words.ts'
import type { Mark } from './marks.ts'

/** Kind of a step → its lane: in this order, from top to bottom. */
export const lanes: Readonly<Record<string, { title: string; one: string; colour: string }>> = {
  prompt: { title: 'Prompts', one: 'Prompt', colour: 'var(--c2)' },
  request: { title: 'Requests', one: 'Request', colour: 'var(--c1)' },
  tool: { title: 'Tools', one: 'Tool', colour: 'var(--c3)' },
  decision: { title: 'Decisions', one: 'Decision', colour: 'var(--c5)' },
  agent: { title: 'Agents', one: 'Agent', colour: 'var(--c4)' },
  compaction: { title: 'Compactions', one: 'Compaction', colour: 'var(--c6)' },
  error: { title: 'Errors', one: 'Error', colour: 'var(--c7)' },
}

interface Given {
  readonly row: Row
  /** Where its mark is, in pixels, and how wide the drawing is. */
  readonly mark: Mark | undefined
  readonly width: number
}

export function Step({ row, mark = { from: 0, to: 0 }, width }: Given) {
  const { clock } = useScene()
  const { from, to } = mark
  const place = from + to > width ? { right: width - from + 10 } : { left: to + 10 }
  const { kind, what, duration, success, tokens, cost, running } = row
  const facts = [
    ['Took', duration == null ? null : exact(Number(duration), 'milliseconds')],
    ['Ended', success === 1 ? 'well' : success === 0 ? 'not well' : null],
    ['Tokens', tokens == null ? null : exact(Number(tokens), 'tokens')],
    ['Cost, estimate', cost == null ? null : exact(Number(cost), 'usd')],
    ['So far, estimate', running == null ? null : exact(Number(running), 'usd')],
  ] as const
  const name = lanes[String(kind)]?.one ?? 'Request'
  return (
    <div class="readout" role="status" style={place}>
      <p>{clock.fine(Number(row['start'] ?? row['at']))}</p>
      <p>
        <b>{name}</b> {what}
      </p>
      <ul>
        {facts.map(([title, said]) =>
          said === null ? null : (
            <li key={title}>
              <span>{title}</span> <b>{said}</b>
            </li>
          ),
        )}
      </ul>
    </div>
  )
}
