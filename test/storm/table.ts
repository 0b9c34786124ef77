// The storm in a few lines, for whoever reads the output of a test.
import type { Balance } from './comparing.ts'
import type { LaneRun } from './lane.ts'

export interface Outcome {
  readonly kills: number
  readonly runs: readonly LaneRun[]
  readonly points: Balance
  readonly events: Balance
  /** Facts that came with a name that was taken. */
  readonly contradicted: number
}

const mostListed = 10

export function table({ kills, runs, points, events, contradicted }: Outcome): string {
  const kinds = grouped(runs)
  const each = [...kinds].map(([kind, of]) => `${kind} ${of.length}`).join(', ')
  const line = (name: string, of: Balance): string =>
    `${name.padEnd(8)}${[
      of.sent,
      of.acknowledged,
      of.stored,
      of.unacknowledged.stored.length,
      of.unacknowledged.gone.length,
      of.lost.length,
    ]
      .map((number) => String(number).padStart(14))
      .join('')}`
  const head = ['sent', 'acknowledged', 'stored', 'unack. stored', 'unack. gone', 'lost']
  return [
    `${runs.length} runs of the client (${each}), ${kills} kills of the engine, ${contradicted} contradicted`,
    `        ${head.map((word) => word.padStart(14)).join('')}`,
    line('points', points),
    line('events', events),
    ...listed([...points.unacknowledged.gone, ...events.unacknowledged.gone]),
    '',
  ].join('\n')
}

function grouped(runs: readonly LaneRun[]): Map<string, LaneRun[]> {
  const found = new Map<string, LaneRun[]>()
  for (const run of runs) found.set(run.kind, [...(found.get(run.kind) ?? []), run])
  return found
}

/** Name, session and times: what anybody would look for. */
function listed(identities: readonly string[]): string[] {
  const shown = identities.slice(0, mostListed).map((identity) => {
    const [name, who, ...times] = JSON.parse(identity)
    const session = typeof who === 'string' ? who : Object.fromEntries(who)['session.id']
    return `  neither acknowledged nor stored: ${name}, session ${session}, ${times.join(' – ')}`
  })
  const more = identities.length - shown.length
  return more > 0 ? [...shown, `  and ${more} more`] : shown
}
