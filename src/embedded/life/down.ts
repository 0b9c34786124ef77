// Stops `serve`: asked politely, waited for, and only our own: a number in use again is left alone.
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../errors.ts'
import { signalProcess } from '../../world/background.ts'
import type { Places } from '../../world/places.ts'
import { contact, isStillIt } from './contact.ts'
import { type Mark, removeMark } from './mark.ts'

/** Longer than a stop with everything under way may take. */
const patience = 30_000
const pause = 50

/** False when nothing ran. */
export async function down(places: Places, signal: AbortSignal): Promise<boolean> {
  const now = await contact(places)
  if (now.state === 'absent') return false
  if (now.state === 'dead') {
    await removeMark(places, now.mark.instance)
    return false
  }
  signalProcess(now.mark.pid, 'SIGTERM')
  await gone(now.mark, signal)
  await removeMark(places, now.mark.instance)
  return true
}

async function gone(mark: Mark, signal: AbortSignal): Promise<void> {
  for (
    const end = Date.now() + patience;
    Date.now() < end;
    await sleep(pause, undefined, { signal })
  ) {
    if (!(await isStillIt(mark))) return
  }
  throw new Problem('unhealthy', `The engine (process ${mark.pid}) does not end.`, {
    hints: ['claude-telemetry logs', `kill -9 ${mark.pid}`],
  })
}
