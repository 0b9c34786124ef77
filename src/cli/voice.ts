// The Talk that a command gets: who may be asked, how progress is drawn, all of it on stderr.
import type { Parsed } from './program.ts'
import type { Talk } from '../talk.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { questions, silent } from './ask.ts'
import type { Manner } from './exit.ts'
import { type Reporter, plainReporter, spinningReporter } from './reporter.ts'
import { inCi, looksOf } from './terminal.ts'

export interface Voice {
  readonly talk: Talk
  stop(): void
}

export async function voiceFor(
  manner: Manner,
  around: Surroundings,
  options: Parsed['options'],
): Promise<Voice> {
  const canAsk = mayAsk(manner, around, options)
  const reporter = await reporterFor(manner)
  const asking = canAsk ? questions(manner.looks) : silent
  const talk: Talk = {
    canAsk,
    yes: options['yes'] === true,
    verbose: manner.verbose,
    answerIsSeen: process.stdout.isTTY === true,
    columns: looksOf(process.stdout, around.env, false).columns,
    print,
    say: (line) => reporter.say(line),
    step: (step) => reporter.step(step),
    ...asking,
  }
  return { talk, stop: () => reporter.stop() }
}

function mayAsk(manner: Manner, around: Surroundings, options: Parsed['options']): boolean {
  const terminals = process.stdin.isTTY === true && process.stderr.isTTY === true
  const refused =
    options['yes'] === true || options['input'] === false || manner.json || inCi(around.env)
  return terminals && !refused
}

async function reporterFor(manner: Manner): Promise<Reporter> {
  const write = (text: string): void => void process.stderr.write(text)
  if (manner.quiet) return plainReporter(() => undefined, manner.looks)
  return manner.looks.animation && !manner.json
    ? spinningReporter(process.stderr, manner.looks)
    : plainReporter(write, manner.looks)
}

function print(lines: readonly string[]): Promise<boolean> {
  const { stdout } = process
  if (!stdout.writable) return Promise.resolve(false)
  if (lines.length === 0) return Promise.resolve(true)
  const text = `${lines.join('\n')}\n`
  return new Promise((resolve) =>
    stdout.write(text, (fault) => resolve(fault === null || fault === undefined)),
  )
}
