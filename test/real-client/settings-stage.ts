// The built program sets up an empty HOME; then the real client runs in it, with nothing in its shell.
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Answer } from '../fakes/fake-messages-api.ts'
import {
  type Attributes,
  type Event,
  resourcesOf,
  eventsOf,
  type Point,
  pointsOf,
} from '../fakes/otlp-json.ts'
import type { Export } from '../fakes/otlp-recorder.ts'
import { type Ran, type RunWish, type Sealed, sealed } from '../program/sealed.ts'
import { ends } from '../program/stage.ts'
import type { ClientVersion, ClientWish } from './client.ts'
import { type Stage, stage, type StageWish } from './stage.ts'

/** A word for everything that a session can give away: nowhere by default, found where a setting says so. */
export const marker = {
  prompt: 'MARKPROMPT',
  answer: 'MARKANSWER',
  command: 'MARKCOMMAND',
  path: 'MARKPATH',
  content: 'MARKCONTENT',
  output: 'MARKOUTPUT',
  repository: 'markrepository',
  /** The folder of every stage begins with it. */
  home: 'ct-client-',
} as const
export type Marker = keyof typeof marker

export interface SetUpStage extends Stage {
  readonly program: Sealed
  init(flags: readonly string[], wish?: RunWish): Promise<Ran>
  /** One session that says every marker; answers with what it sent. */
  session(version: ClientVersion, more?: Partial<ClientWish>): Promise<Sent>
}

export interface Sent {
  readonly exports: readonly Export[]
  /** Of bodies in JSON. */
  points(): Point[]
  events(): Event[]
  marks(): Marker[]
  resources(): Attributes[]
  /** As OTLP numbers them: 1 is delta, 2 is cumulative. */
  temporalities(): number[]
}

export async function setUpStage({ turns = markedTurns, ...wish }: Wish = {}): Promise<SetUpStage> {
  let answer: (turn: number) => Answer = () => 'hang'
  const staged = await stage({ ...wish, answer: (turn) => answer(turn) })
  answer = turnsOf(turns(staged.home))
  const program = await sealed({ HOME: staged.home })
  onTestFinished(() => program.remove())
  await makeProject(projectIn(staged.home))
  const { url, exports } = staged.recorder
  const session = async (version: ClientVersion, more: Partial<ClientWish> = {}): Promise<Sent> => {
    const before = exports.length
    const ran = await staged.run(version, {
      prompt: marker.prompt,
      args: ['--allowedTools=Bash,Read'],
      cwd: projectIn(staged.home),
      ...more,
    })
    if (ran.code !== 0) throw new Error(`The client ended with ${ran.code}: ${ran.stdout}`)
    return sentIn(exports.slice(before))
  }
  const init: SetUpStage['init'] = (flags, more) => ends(program.run(initArgs(url, flags), more), 0)
  return { ...staged, program, init, session }
}

/** Measured: a repository that is HOME itself is never named, whatever the settings say. */
const projectIn = (home: string): string => join(home, 'project')

async function makeProject(folder: string): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, `${marker.path}.txt`), `${marker.content}\n`)
  const git = (...args: string[]): void => void execFileSync('git', ['-C', folder, ...args])
  git('init', '--quiet')
  git('remote', 'add', 'origin', `https://git.example/team/${marker.repository}.git`)
}

interface Wish extends Omit<StageWish, 'answer'> {
  readonly turns?: (home: string) => readonly Answer[]
}

/** What a flag says twice is said last: a row may replace the usual endpoint and protocol. */
export function initArgs(url: string, flags: readonly string[]): string[] {
  const usual = Object.entries({ '--endpoint': url, '--protocol': 'http/json' })
  const open = usual.filter(([flag]) => !flags.includes(flag)).flat()
  return ['init', '--yes', '--engine', 'remote', ...open, ...flags]
}

const usage = { input_tokens: 100, output_tokens: 7 }

export function bash(command: string): Answer {
  return { tool: { name: 'Bash', input: { command, description: 'as told' } }, usage }
}

/** The output is spelled so that the command does not hold it. */
function markedTurns(home: string): readonly Answer[] {
  const halves = [marker.output.slice(0, 4), marker.output.slice(4)]
  return [
    bash(`: ${marker.command}; printf '%s%s' ${halves.join(' ')}`),
    {
      tool: { name: 'Read', input: { file_path: join(projectIn(home), `${marker.path}.txt`) } },
      usage,
    },
    { text: marker.answer, usage },
  ]
}

function turnsOf(answers: readonly Answer[]): (turn: number) => Answer {
  return (turn) => answers[turn % answers.length] ?? 'hang'
}

function sentIn(exports: readonly Export[]): Sent {
  const of = (signal: string): Export[] => exports.filter((one) => one.signal === signal)
  return {
    exports,
    points: () => pointsOf(of('metrics')),
    events: () => eventsOf(of('logs')),
    resources: () => resourcesOf(exports),
    temporalities: () =>
      distinct(
        of('metrics')
          .map(({ message }) =>
            /"aggregationTemporality":(\d)/g[Symbol.matchAll](message.toString()),
          )
          .flatMap((found) => [...found].map(([, digit]) => Number(digit))),
      ),
    marks: () => {
      const all = Buffer.concat(exports.map(({ message }) => message)).toString('latin1')
      return (Object.keys(marker) as Marker[]).filter((name) => all.includes(marker[name]))
    },
  }
}

export function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)].toSorted()
}
