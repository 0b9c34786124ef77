// How a run ends: one document or one text on stdout, the conversation on stderr, one exit code.
import { styleText } from 'node:util'
import { type Outcome, Problem, exitCodes } from '../errors.ts'
import type { Answer } from '../talk.ts'
import { inOwnName } from '../world/own-name.ts'
import type { Looks } from './terminal.ts'

export interface Ending {
  readonly stdout: string
  readonly stderr: string
  readonly outcome: Outcome
}

export interface Manner {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly looks: Looks
  /** What to type to call this program again. */
  readonly own: string
}

export function endingOf(answer: Answer, manner: Manner): Ending {
  const outcome = answer.outcome ?? 'done'
  const after =
    manner.quiet || manner.json
      ? []
      : (answer.after ?? []).map((line) => inOwnName(line, manner.own))
  return { stdout: answerText(answer, manner), stderr: lines(after), outcome }
}

function answerText(answer: Answer, manner: Manner): string {
  if (answer.bare === true && answer.text !== '') return ended(answer.text)
  if (manner.json) return `${JSON.stringify({ ok: true, data: answer.data }, null, 2)}\n`
  return answer.text === '' ? '' : ended(answer.text)
}

export function endingOfFailure(cause: unknown, manner: Manner): Ending {
  const problem = cause instanceof Problem ? cause : unexpected(cause)
  const { code, message, outcome } = problem
  const hints = problem.hints.map((hint) => inOwnName(hint, manner.own))
  if (manner.json) {
    const stdout = `${JSON.stringify({ ok: false, error: { code, message, hints } }, null, 2)}\n`
    return { stdout, stderr: '', outcome }
  }
  const said = code === 'cancelled' ? message : `${mark(manner)} ${message}`
  const why =
    manner.verbose && problem.cause instanceof Error
      ? [problem.cause.stack ?? problem.cause.message]
      : []
  return { stdout: '', stderr: lines([said, ...why, ...hints.map((hint) => `  ${hint}`)]), outcome }
}

/** Not foreseen: an apology and the way to more, never a bare stack. */
function unexpected(cause: unknown): Problem {
  const said = cause instanceof Error ? cause.message : String(cause)
  return new Problem('unexpected', `Sorry, that is a fault of this program: ${said}`, {
    cause,
    hints: ['Run the same command with --verbose for the details, then report it.'],
  })
}

function mark({ looks }: Manner): string {
  return looks.colour ? styleText('red', 'Error:', { validateStream: false }) : 'Error:'
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('')
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

/** Lets output drain; a reader that has gone (`| head`) is no fault. */
export async function end(ending: Ending): Promise<void> {
  process.exitCode = exitCodes[ending.outcome]
  await write(process.stdout, ending.stdout)
  // The most important line comes last: that is where the eye is.
  await write(process.stderr, ending.stderr)
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (text === '') resolve()
    else stream.write(text, () => resolve())
  })
}

/** The second Ctrl-C, and nothing else, leaves without draining. */
export function leaveNow(outcome: Outcome): never {
  process.exit(exitCodes[outcome])
}
