// The query of an address → what is asked, checked: a wrong part is said, never guessed.
import type { Asking, Where } from '../dashboards/measure.ts'
import { type By, byOf } from '../dashboards/labels.ts'
import { isTimeZone } from '../dashboards/calendar.ts'

const longest = 60 * 366 * 86_400_000
const mostFilters = 20
const most = { parts: 500, rows: 10_000 }
/** More than that nobody tells apart in a drawing; a file may have all. */
const drawn = 12

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
  const where = wheresOf(query.getAll('where'))
  if (typeof where === 'string') return where
  const session = query.get('session')
  return { range: { from, to }, timeZone, where, ...(session === null ? {} : { session }) }
}

/** What the reader wants a panel split by; a sentence when that is no label. */
export function splitOf(query: URLSearchParams): { readonly by: By | null } | string {
  const text = query.get('by')
  if (text === null) return { by: null }
  const by = byOf(text)
  return by === null ? 'by is a label, such as model or attribute:team.id.' : { by }
}

/** How many parts and rows the answer may have; null leaves it to the panel. */
export function limitsOf(
  query: URLSearchParams,
): { readonly parts: number; readonly rows: number | null } | string {
  const isFile = query.get('format') === 'csv'
  const [parts, rows] = (['parts', 'rows'] as const).map((name) => {
    const text = query.get(name)
    if (text === null) return null
    const wished = /^\d{1,6}$/.test(text) ? Number(text) : 0
    return wished >= 1 && wished <= most[name] ? wished : Number.NaN
  })
  if (Number.isNaN(parts)) return `parts is a whole number from 1 to ${most.parts}.`
  if (Number.isNaN(rows)) return `rows is a whole number from 1 to ${most.rows}.`
  return {
    parts: parts ?? (isFile ? most.parts : drawn),
    rows: rows ?? (isFile ? most.rows : null),
  }
}

function momentOf(text: string | null, otherwise: number): number | null {
  if (text === null || text === '') return otherwise
  const moment = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(moment) && Math.abs(moment) < 8.64e15 ? moment : null
}

/** The same label twice means either value; different labels must all hold. */
function wheresOf(texts: readonly string[]): Where[] | string {
  if (texts.length > mostFilters) return `At most ${mostFilters} filters at once.`
  const found = new Map<By, string[]>()
  for (const text of texts) {
    const cut = text.indexOf('=')
    const label = byOf(text.slice(0, Math.max(0, cut)))
    if (cut <= 0 || label === null)
      return 'where is LABEL=VALUE, such as model=claude-opus-4-7 or attribute:team.id=core.'
    found.set(label, [...(found.get(label) ?? []), text.slice(cut + 1)])
  }
  return [...found].map(([label, is]) => ({ label, is }))
}
