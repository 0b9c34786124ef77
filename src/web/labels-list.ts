// /api/labels: every label that was seen, with a few of its values, and where it can be used.
import { type By, attributeOf, byOf, byTitle } from '../dashboards/labels.ts'
import { seenLabelsSql } from '../dashboards/sql-seen.ts'
import { type Reading, type Reply, json } from './facts.ts'

interface Seen {
  /** As `by=` and `where=` take it. */
  readonly label: By
  readonly title: string
  /** As on the wire. */
  readonly attribute: string
  readonly values: string[]
  /** How many values there are: more than are listed, perhaps. */
  readonly there_are: number
}

const mostValues = 50

export async function labelsReply(store: Reading): Promise<Reply> {
  const { sql, params } = seenLabelsSql(mostValues)
  const found = new Map<By, Seen>()
  for (const row of await store.query(sql, params)) {
    const label = byOf(String(row['label']))
    if (label === null) continue
    const seen: Seen = found.get(label) ?? {
      label,
      title: byTitle(label),
      attribute: attributeOf(label),
      values: [],
      there_are: Number(row['there_are']),
    }
    seen.values.push(String(row['value']))
    found.set(label, seen)
  }
  const own = (label: By): number => Number(label.startsWith('attribute:'))
  const labels = [...found.values()].toSorted(
    (a, b) => own(a.label) - own(b.label) || a.title.localeCompare(b.title, 'en'),
  )
  return json({ labels })
}
