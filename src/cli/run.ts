// One run: read the command line, choose the voice, call one command, end once.
import { CommanderError } from 'commander'
import type { Call } from '../call.ts'
import { Problem } from '../errors.ts'
import { programVersion } from '../world/assets.ts'
import { defaultStack, placesFor, starterFile } from '../world/places.ts'
import { type Surroundings, surroundings } from '../world/surroundings.ts'
import { commands } from './commands.ts'
import { type Manner, end, endingOf, endingOfFailure } from './exit.ts'
import { interruptible } from './interrupt.ts'
import { ownName } from '../world/own-name.ts'
import { type Parsed, buildProgram, refusal } from './program.ts'
import { looksOf } from './terminal.ts'
import { voiceFor } from './voice.ts'

export async function run(argv: readonly string[]): Promise<void> {
  // The manner is read before anything is parsed: a refusal must already speak in it.
  const manner: Manner = {
    json: argv.includes('--json'),
    quiet: argv.includes('--quiet') || argv.includes('-q'),
    verbose: argv.includes('--verbose'),
    looks: looksOf(process.stderr, process.env, argv.includes('--no-color')),
    own: nameBeforehand(),
  }
  quietPipes()
  try {
    const parsed = await parse(argv)
    if (typeof parsed === 'string')
      await end(endingOf({ data: { help: parsed }, text: parsed }, manner))
    else await carryOut(parsed, manner)
  } catch (cause) {
    await end(endingOfFailure(cause, manner))
  }
}

/** A line that is refused names us too, before it is understood where our files lie. */
function nameBeforehand(): string {
  const around = surroundings()
  const places = placesFor(around, defaultStack)
  return ownName(around, places, starterFile(places, around.platform), process.argv[1] ?? '')
}

/** The command that was chosen, or the help text that was asked for. */
async function parse(argv: readonly string[]): Promise<Parsed | string> {
  let chosen: Parsed | null = null
  let shown = ''
  const program = buildProgram(commands, await programVersion(), (parsed) => (chosen = parsed))
  for (const each of [program, ...program.commands])
    each.configureOutput({ writeOut: (text) => void (shown += text) })
  try {
    if (
      argv.filter((word) => !word.startsWith('-')).length === 0 &&
      argv.every((word) => globalSwitch(word))
    ) {
      return program.helpInformation()
    }
    await program.parseAsync([...argv], { from: 'user' })
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause
    const problem = refusal(cause, program)
    if (problem !== null) throw problem
  }
  return chosen ?? (shown === '' ? program.helpInformation() : shown)
}

function globalSwitch(word: string): boolean {
  return ['--json', '--quiet', '-q', '--verbose', '--no-color', '--no-input'].includes(word)
}

async function carryOut(parsed: Parsed, general: Manner): Promise<void> {
  const { options } = parsed
  const around = movedTo(surroundings(), options['home'])
  const stack = text(options['stack']) ?? (around.env['CLAUDE_TELEMETRY_STACK'] || defaultStack)
  const places = placesFor(around, stack)
  const own = ownName(around, places, starterFile(places, around.platform), process.argv[1] ?? '')
  const manner = { ...general, own }
  const voice = await voiceFor(manner, around, options)
  const interruption = interruptible(parsed.command.watches === true ? null : voice.talk)
  try {
    const verb = await parsed.command.load()
    const call: Call = {
      ...parsed,
      around,
      stack,
      places,
      own,
      talk: voice.talk,
      signal: interruption.signal,
    }
    const answer = await interruption.watch(verb(call))
    voice.stop()
    await end(endingOf(answer, manner))
  } catch (cause) {
    voice.stop()
    await end(endingOfFailure(cause, manner))
  } finally {
    interruption.release()
  }
}

function movedTo(around: Surroundings, home: unknown): Surroundings {
  const folder = text(home)
  if (home !== undefined && folder === null) {
    throw new Problem('bad-arguments', '--home needs a folder.', {
      hints: ['claude-telemetry --home DIR status'],
    })
  }
  return folder === null
    ? around
    : { ...around, env: { ...around.env, CLAUDE_TELEMETRY_HOME: folder } }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A reader that closes early is no crash: the code so far stands. */
function quietPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EPIPE') throw cause
    })
  }
}
