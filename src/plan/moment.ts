// Moments as people write them: a date, a time, or how long ago.
import { Problem } from '../errors.ts'

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

const iso = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

/** Milliseconds since 1970; null when it says no moment. Without a zone it is this machine's, as on its clock. */
export function momentOf(text: string, now: number): number | null {
  const [, count, unit] = /^(\d{1,9})([smhdw])$/.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * (units[unit ?? ''] ?? 0)
  if (!iso.test(text)) return null
  // A date alone begins at midnight here, not in Greenwich.
  const moment = Date.parse(text.length === 10 ? `${text}T00:00` : text)
  return Number.isNaN(moment) || !isRealDay(text) ? null : moment
}

/** Some readers of dates take the 31st of February for the 3rd of March. */
function isRealDay(text: string): boolean {
  const day = text.slice(0, 10)
  return new Date(`${day}T00:00Z`).toISOString().slice(0, 10) === day
}

/** The value of an option such as --since of this verb; null when it was not given. */
export function momentOption(
  verb: string,
  option: string,
  text: string | null,
  now: number,
): number | null {
  if (text === null) return null
  const moment = momentOf(text, now)
  if (moment !== null) return moment
  throw new Problem('bad-arguments', `${option} ${text} is no moment.`, {
    hints: ['2h', '2026-11-20', '2026-11-20T09:30:00Z'].map(
      (example) => `claude-telemetry ${verb} ${option} ${example}`,
    ),
  })
}
