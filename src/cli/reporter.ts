// Draws steps on stderr: a spinner where one can turn, plain lines everywhere else. The only user of ora.
import { styleText } from 'node:util'
import type { Step } from '../talk.ts'
import type { Looks } from './terminal.ts'

export interface Reporter {
  step(step: Step): void
  say(line: string): void
  stop(): void
}

const marks = { done: ['green', '✔'], failed: ['red', '✖'], skipped: ['yellow', '–'] } as const

export function plainReporter(write: (text: string) => void, looks: Looks): Reporter {
  return {
    step: (step) => {
      if (step.state !== 'started') write(`${stepLine(step, looks)}\n`)
    },
    say: (line) => write(`${line}\n`),
    stop: () => undefined,
  }
}

/** The colour is decoration: the mark says the same. */
function stepLine(step: Step, looks: Looks): string {
  const [colour, mark] = step.state === 'started' ? (['cyan', '…'] as const) : marks[step.state]
  const sign = looks.colour ? styleText(colour, mark, { validateStream: false }) : mark
  return `${sign} ${step.text}${step.detail === undefined ? '' : `: ${step.detail}`}`
}

/** Loaded only where it is drawn: without a terminal ora costs time and colours files. */
export async function spinningReporter(
  stream: NodeJS.WriteStream,
  looks: Looks,
): Promise<Reporter> {
  const { default: ora } = await import('ora')
  // discardStdin would put the terminal in raw mode, in which Ctrl-C no longer works.
  const spinner = ora({ stream, discardStdin: false, color: looks.colour ? 'cyan' : false })
  const plain = plainReporter((text) => void stream.write(text), looks)
  const pausing = (write: () => void): void => {
    const text = spinner.isSpinning ? spinner.text : null
    spinner.stop()
    write()
    if (text !== null) spinner.start(text)
  }
  return {
    step: (step) => {
      if (step.state === 'started') spinner.start(step.text)
      else {
        spinner.stop()
        plain.step(step)
      }
    },
    say: (line) => pausing(() => plain.say(line)),
    stop: () => void spinner.stop(),
  }
}
