// Ctrl-C: the first one says so and stops new steps, the second leaves at once.
import { Problem } from '../errors.ts'
import type { Talk } from '../talk.ts'
import { leaveNow } from './exit.ts'

export interface Interruption {
  readonly signal: AbortSignal
  /** What was aborted by a signal ends as that signal, whatever error it ended with. */
  watch<Result>(work: Promise<Result>): Promise<Result>
  release(): void
}

/** Without a talk it ends in silence. */
export function interruptible(talk: Talk | null): Interruption {
  const controller = new AbortController()
  let reason: Problem | null = null
  const interrupt = (problem: Problem): void => {
    if (reason !== null) leaveNow(reason.outcome)
    reason = problem
    talk?.say('Stopping after the current step; press Ctrl-C again to leave at once.')
    controller.abort(problem)
  }
  const onInt = (): void => interrupt(stopped('cancelled'))
  const onTerm = (): void => interrupt(stopped('terminated'))
  process.on('SIGINT', onInt).on('SIGTERM', onTerm).on('SIGHUP', onTerm)
  return {
    signal: controller.signal,
    watch: async (work) => {
      try {
        return await work
      } catch (cause) {
        throw reason ?? cause
      }
    },
    release: () => void process.off('SIGINT', onInt).off('SIGTERM', onTerm).off('SIGHUP', onTerm),
  }
}

function stopped(code: 'cancelled' | 'terminated'): Problem {
  return new Problem(code, 'Stopped before the end. Run the same command again to complete it.', {
    hints: ['claude-telemetry status', 'claude-telemetry uninstall'],
  })
}
