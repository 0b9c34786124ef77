// Asks the running process, with the token of its private mark.
import { Problem, type ProblemCode } from '../../errors.ts'
import { post } from '../../world/ask.ts'
import type { Mark } from '../life/mark.ts'

export async function askEngine(
  { ports, control }: Mark,
  action: string,
  wish: object,
  limit: number,
): Promise<unknown> {
  if (control === undefined) throw olderEngine()
  const url = `http://127.0.0.1:${ports.page}/control/${action}`
  const said = await post(url, { token: control, body: JSON.stringify(wish), limit })
  if (said === null)
    throw new Problem('unhealthy', 'The engine did not answer in time.', {
      hints: ['claude-telemetry status', 'claude-telemetry logs'],
    })
  const { ok, data, error } = parsed(said.body)
  if (ok) return data
  // One that is older than this door answers in its own way.
  if (error === undefined || said.status === 404 || said.status === 405) throw olderEngine()
  throw new Problem(error.code, error.message, { hints: error.hints })
}

interface Reply {
  readonly ok: boolean
  readonly data?: unknown
  readonly error?: {
    readonly code: ProblemCode
    readonly message: string
    readonly hints: readonly string[]
  }
}

function parsed(body: string): Reply {
  try {
    return JSON.parse(body) as Reply
  } catch {
    return { ok: false }
  }
}

function olderEngine(): Problem {
  return new Problem('unhealthy', 'The engine that runs is older than this program.', {
    hints: ['claude-telemetry restart'],
  })
}
