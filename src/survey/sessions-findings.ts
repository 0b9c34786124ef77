// Names the sessions that started before the settings were placed: they send nothing until they are restarted. Pure.
import type { Finding, Level } from './finding.ts'
import type { SessionSeen } from './sessions.ts'

const cannotList =
  'Open sessions of Claude Code cannot be listed here. Those opened before the change must be restarted.'
const restartAny =
  'Leave each open session with /exit, then start it again in its folder: claude --continue'

/** `placedAt` in milliseconds since 1970; null: nothing was placed, or it is not known when. */
export function sessionsFindings(
  seen: readonly SessionSeen[] | null,
  placedAt: number | null,
): Finding[] {
  if (seen === null) return [one('note', cannotList, restartAny)]
  if (seen.length === 0) return [one('ok', 'No session of Claude Code is open.')]
  const many =
    seen.length === 1 ? '1 session of Claude Code is' : `${seen.length} sessions of Claude Code are`
  if (placedAt === null)
    return [one('ok', `${many} open, and there is no change of ours to wait for.`)]
  const old = seen.filter(({ started }) => started === null || started < placedAt)
  if (old.length === 0) return [one('ok', `${many} open, all started after the change.`)]
  return old.map(mustRestart)
}

function mustRestart(session: SessionSeen): Finding {
  const text = `Session ${named(session)} started before the change, keeps what it read then, and must be restarted to send here.`
  return { ...one('warning', text, restart(session)), layer: `pid ${session.pid}` }
}

function one(level: Level, text: string, fix: string | null = null): Finding {
  return { id: 'sessions-open', level, text, layer: null, fix }
}

function named({ pid, started, cwd }: SessionSeen): string {
  const since =
    started === null ? '' : `, since ${new Date(started).toISOString().replace(/\.\d+Z$/, 'Z')}`
  return `${pid}${cwd === null ? '' : ` in ${cwd}`}${since}`
}

function restart({ cwd }: SessionSeen): string {
  const there = cwd === null ? '' : `cd '${cwd.replaceAll("'", "'\\''")}' && `
  return `Leave it with /exit, then start it again: ${there}claude --continue`
}
