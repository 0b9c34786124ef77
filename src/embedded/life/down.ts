// Stops `serve`: asked politely, waited for, and only our own: a number in use again is left alone.
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../errors.ts'
import { signalProcess } from '../../world/background.ts'
import type { Places } from '../../world/places.ts'
import { contact, isStillIt } from './contact.ts'
import { logFile, openLog } from './log.ts'
import { type Mark, removeMark } from './mark.ts'

export interface DownPatience {
  /** Milliseconds: longer than a stop with everything under way may take. */
  readonly asked: number
  /** After it was made to. */
  readonly made: number
}

const usual: DownPatience = { asked: 30_000, made: 5_000 }
const pause = 50

/** False when nothing ran. */
export async function down(
  places: Places,
  signal: AbortSignal,
  patience: DownPatience = usual,
): Promise<boolean> {
  const now = await contact(places)
  if (now.state === 'absent') return false
  const { mark } = now
  if (now.state === 'dead') {
    await removeMark(places, mark.instance)
    return false
  }
  if (now.state === 'silent' && mark.started === null) throw unsure(mark)
  signalProcess(mark.pid, 'SIGTERM')
  if (!(await gone(mark, patience.asked, signal))) await made(places, mark, patience, signal)
  await removeMark(places, mark.instance)
  return true
}

/** Nothing acknowledged is lost by it: that is on the disk, however the process ends. */
async function made(
  places: Places,
  mark: Mark,
  patience: DownPatience,
  signal: AbortSignal,
): Promise<void> {
  if (mark.started !== null) {
    const log = openLog(logFile(places))
    log.say(`process ${mark.pid} did not end when asked, and is made to`)
    await log.close()
    signalProcess(mark.pid, 'SIGKILL')
    if (await gone(mark, patience.made, signal)) return
  }
  throw new Problem('unhealthy', `The engine (process ${mark.pid}) does not end.`, {
    hints: ['claude-telemetry logs', `kill -9 ${mark.pid}`],
  })
}

async function gone(mark: Mark, limit: number, signal: AbortSignal): Promise<boolean> {
  for (const end = performance.now() + limit; performance.now() < end;) {
    if (!(await isStillIt(mark))) return true
    await sleep(pause, undefined, { signal })
  }
  return false
}

/** Where starts cannot be told apart, a process that does not answer may be anybody's. */
function unsure({ pid }: Mark): Problem {
  return new Problem(
    'unhealthy',
    `Process ${pid} has the number of our engine, but does not answer as the engine does. It was left alone.`,
    { hints: ['See what it is, and end it yourself if it is ours:', `ps -p ${pid}`] },
  )
}
