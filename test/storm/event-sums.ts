// Holds what is summed of events against the events: how many there were, how long they took, by slot and by day.
import { expect } from 'vitest'
import type { Store } from '../../src/embedded/store/store.ts'

const slot = 900_000
const proofs = 'claude_telemetry.%'
const lengths = { timing: slot, timing_day: 86_400_000 } as const
const timed = [
  ['api_request', 'duration_ms'],
  ['api_request', 'ttft_ms'],
  ['tool_result', 'duration_ms'],
] as const

export async function eventSumsAreRight(store: Store): Promise<void> {
  const counted = await store.query(`SELECT event AS name, slot, sum(count) AS count
    FROM event_count JOIN count_kind ON count_kind.id = kind
    WHERE field = '' AND event NOT LIKE '${proofs}' GROUP BY 1, 2 ORDER BY 1, 2`)
  const there =
    await store.query(`SELECT n.name AS name, (at - 1) / ${slot} AS slot, count(*) AS count
    FROM event JOIN event_name n ON n.id = event.name
    WHERE n.name NOT LIKE '${proofs}' GROUP BY 1, 2 ORDER BY 1, 2`)
  expect(counted).toEqual(there)
  for (const [table, length] of Object.entries(lengths))
    for (const [event, field] of timed) await timingIsRight(store, { table, length, event, field })
}

interface Timed {
  readonly table: string
  readonly length: number
  readonly event: string
  readonly field: string
}

async function timingIsRight(store: Store, { table, length, event, field }: Timed): Promise<void> {
  const kept = await store.query(
    `SELECT slot, sum(count) AS count, round(total(sum), 3) AS sum, max(max) AS max
      FROM ${table} JOIN timing_kind k ON k.id = kind WHERE event = ? AND field = ?
      GROUP BY 1 ORDER BY 1`,
    [event, field],
  )
  const rows = await store.query(`SELECT (at - 1) / ${length} AS slot, count(*) AS count,
    round(total(${field}), 3) AS sum, max(${field}) AS max FROM ${event} GROUP BY 1 ORDER BY 1`)
  expect(kept, `${table} ${event} ${field}`).toEqual(rows)
}
