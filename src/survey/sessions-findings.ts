// Names the sessions that started before the settings were placed: they send nothing until they are restarted. Pure.
import type { Finding } from './finding.ts'
import type { SessionSeen } from './sessions.ts'

/** `placedAt` in milliseconds since 1970; null: nothing was placed, or it is not known when. */
export function sessionsFindings(seen: readonly SessionSeen[] | null, placedAt: number | null): Finding[] {
  const id = 'sessions-open'
  if (seen === null) {
    const text = 'Open sessions of Claude Code cannot be listed here. Those opened before the change must be restarted.'
    return [{ id, level: 'note', text, layer: null, fix: 'Leave each open session with /exit, then start it again: claude --continue' }]
  }
  if (seen.length === 0) return [{ id, level: 'ok', text: 'No session of Claude Code is open.', layer: null, fix: null }]
  const many = seen.length === 1 ? '1 session of Claude Code is' : `${seen.length} sessions of Claude Code are`
  if (placedAt === null) {
    return [{ id, level: 'ok', text: `${many} open, and there is no change of ours to wait for.`, layer: null, fix: null }]
  }
  const old = seen.filter(({ started }) => started === null || started < placedAt)
  if (old.length === 0) {
    return [{ id, level: 'ok', text: `${many} open, all started after the change.`, layer: null, fix: null }]
  }
  return old.map((session) => ({
    id,
    level: 'warning',
    text: `Session ${named(session)} started before the change, keeps what it read then, and must be restarted to send here.`,
    layer: `pid ${session.pid}`,
    fix: restart(session),
  }))
}

function named({ pid, started, cwd }: SessionSeen): string {
  const since = started === null ? '' : `, since ${new Date(started).toISOString().replace(/\.\d+Z$/, 'Z')}`
  return `${pid}${cwd === null ? '' : ` in ${cwd}`}${since}`
}

function restart({ cwd }: SessionSeen): string {
  const there = cwd === null ? '' : `cd '${cwd.replaceAll("'", "'\\''")}' && `
  return `Leave it with /exit, then start it again: ${there}claude --continue`
}
