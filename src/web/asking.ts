// The query of an address → what is asked, checked: a wrong part is said, never guessed.
import type { Asking, Where } from '../dashboards/measure.ts'
import { isBy } from '../dashboards/labels.ts'
import { isTimeZone } from '../dashboards/calendar.ts'

const longest = 60 * 366 * 86_400_000

/** A sentence when something in it is wrong. */
export function askingOf(query: URLSearchParams, now: number): Asking | string {
  const to = momentOf(query.get('to'), now)
  const from = momentOf(query.get('from'), (to ?? now) - 86_400_000)
  if (from === null || to === null)
    return 'from and to are times: milliseconds since 1970, or ISO 8601.'
  if (from >= to) return 'from must lie before to.'
  if (to - from > longest) return 'A range may span sixty years at most.'
  const timeZone = query.get('tz') ?? 'UTC'
  if (!isTimeZone(timeZone)) return `There is no time zone called ${timeZone.slice(0, 60)}.`
  const where: Where[] = []
  for (const text of query.getAll('where')) {
    const found = whereOf(text)
    if (found === null) return 'where is LABEL=VALUE, such as model=claude-opus-4-7.'
    where.push(found)
  }
  const session = query.get('session')
  return { range: { from, to }, timeZone, where, ...(session === null ? {} : { session }) }
}

function momentOf(text: string | null, otherwise: number): number | null {
  if (text === null || text === '') return otherwise
  const moment = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(moment) && Math.abs(moment) < 8.64e15 ? moment : null
}

function whereOf(text: string): Where | null {
  const cut = text.indexOf('=')
  const label = text.slice(0, Math.max(0, cut))
  return cut > 0 && isBy(label) ? { label, is: [text.slice(cut + 1)] } : null
}
