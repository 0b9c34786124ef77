// Why the background process did not start: its own refusal as it stands, else its last words.
import { Problem, type ProblemCode, problems } from '../../errors.ts'
import type { Places } from '../../world/places.ts'
import { printedLines } from './log.ts'
import { readLog } from './read-log.ts'

const most = 6

interface Refusal {
  readonly ok: boolean
  readonly error?: { readonly code: string; readonly message: string; readonly hints: string[] }
}

/** What it answered in JSON, said again in its own words; null when it said no such thing. */
export function refusedStart(said: string): Problem | null {
  const refusal = parsed(said)
  if (refusal?.ok !== false || refusal.error === undefined) return null
  const { code, message, hints } = refusal.error
  const known = Object.hasOwn(problems, code) ? (code as ProblemCode) : 'unexpected'
  return new Problem(known, `The engine did not start. ${message}`, { hints })
}

function parsed(text: string): Refusal | null {
  try {
    return JSON.parse(text) as Refusal
  } catch {
    return null
  }
}

export async function notStarted(
  places: Places,
  since: { readonly at: number; readonly printed: number },
  fault: string | null,
): Promise<Problem> {
  if (fault !== null) return gone(fault)
  const own = await readLog(places, { since: since.at, tail: most })
  const printed = await printedLines(places, since.printed)
  const words = [...own.filter((line) => !/^\S+ printed: /.test(line)), ...printed].slice(-most)
  const last = words.map((line) => `  ${line}`).join('\n')
  return new Problem(
    'unhealthy',
    `The engine did not start${last === '' ? ', and said nothing.' : `.\nIts last words:\n${last}`}`,
    { hints: ['claude-telemetry logs', 'claude-telemetry doctor'] },
  )
}

/** Our own copy is not there, or may not be run. */
function gone(fault: string): Problem {
  return new Problem(
    'unhealthy',
    `The engine did not start: its program cannot be run (${fault}).`,
    {
      hints: ['To make our own copy of the program again:', 'claude-telemetry init'],
    },
  )
}
