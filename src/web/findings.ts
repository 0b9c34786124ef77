// What the engine can tell of itself without looking elsewhere: for a page that has nothing to show, and for the doctor.
import type { StoreHealth } from '../embedded/store/store.ts'
import type { Finding } from '../survey/finding.ts'

export type EngineFinding = Pick<Finding, 'id' | 'level' | 'text' | 'fix'>

export interface Known {
  readonly health: Pick<StoreHealth, 'state' | 'refused' | 'clamped' | 'sources'>
  /** Damaged databases that lie beside the one in use. */
  readonly setAside: readonly string[]
  /** Who sent running totals last, where that is known. */
  readonly cumulativeFrom?: string | null
  readonly now: number
}

const day = 86_400_000
/** A week without work is a holiday; two are worth a look. */
const longAgo = 14 * day

/** Only what is worth a word: an engine that is well has none. */
export function engineFindings(known: Known): EngineFinding[] {
  return [storeFinding, setAsideFinding, cumulativeFinding, clockFinding, pointsFinding].flatMap(
    (look) => look(known),
  )
}

function storeFinding({ health: { state } }: Known): EngineFinding[] {
  if (state !== 'full' && state !== 'damaged') return []
  const [text, fix] =
    state === 'full'
      ? [sentence(refusing.full), 'Free some space; it goes on by itself.']
      : [sentence(refusing.damaged), 'claude-telemetry restart']
  return [{ id: 'engine-store', level: 'error', text, fix }]
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** Why nothing is taken in, in words for people. */
export const refusing: Readonly<Record<Exclude<StoreHealth['state'], 'open'>, string>> = {
  full: 'the disk is nearly full: nothing more is taken in until there is room, and what is stored stays',
  damaged: 'the database is damaged: nothing more is taken in until a restart has set it aside',
  closed: 'the store is closed',
}

function setAsideFinding({ setAside }: Known): EngineFinding[] {
  return setAside.map((path) => ({
    id: 'engine-store',
    level: 'warning',
    text: `A damaged database was set aside as ${path}; what is in it is not counted.`,
    fix: 'Keep it for a rescue, or remove it.',
  }))
}

function cumulativeFinding({ health: { refused }, cumulativeFrom }: Known): EngineFinding[] {
  const count = refused.cumulative ?? 0
  if (count === 0) return []
  const text = `${counted(count, 'point')} refused since the start as running totals instead of deltas: OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE of ${cumulativeFrom ?? 'a client that sends here'} is not delta.`
  const fix = 'claude-telemetry doctor --only temporality'
  return [{ id: 'engine-cumulative', level: 'error', text, fix }]
}

function clockFinding({ health: { clamped } }: Known): EngineFinding[] {
  if (clamped === 0) return []
  const text = `${counted(clamped, 'point or event')} more than 5 minutes ahead or 144 hours old: the time of arrival counts instead.`
  const fix = 'Set the clock of the machine that sends; see: timedatectl status'
  return [{ id: 'engine-clock', level: 'warning', text, fix }]
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what} was` : `${count} ${what.replaceAll(/point|event/g, '$&s')} were`
}

function pointsFinding({ health: { sources }, now }: Known): EngineFinding[] {
  const last = Math.max(...sources.map(({ at }) => at))
  if (now - last < longAgo) return []
  const [text, fix] =
    sources.length === 0
      ? ['No point ever arrived here.', 'claude-telemetry connect']
      : [`The last point is of ${new Date(last).toISOString()}.`, 'claude-telemetry doctor']
  return [{ id: 'engine-points', level: 'note', text, fix }]
}
