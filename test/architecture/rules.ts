// The rules of the house: sources in, sentences about violations out.
import {
  doors,
  given,
  mayExit,
  mayImport,
  mayReadGiven,
  meaningless,
  measure,
  packageHome,
  pure,
} from './matrix.ts'
import type { Import, Source } from './source.ts'

type Rule = (sources: readonly Source[]) => string[]

/** The folder below src, or the file itself where it lies at the root. */
export function roomOf(path: string): string {
  return path.split('/')[1] ?? ''
}

const each =
  (check: (source: Source) => string[]): Rule =>
  (sources) =>
    sources.flatMap(check)

const eachImport = (check: (path: string, target: string) => string | null): Rule =>
  each(({ path, imports }) =>
    imports.filter(real).flatMap(({ target }) => check(path, target) ?? []),
  )

function real({ typeOnly }: Import): boolean {
  return !typeOnly
}

export const rooms = eachImport((path, target) => {
  if (!target.startsWith('src/')) return null
  const [from, to] = [roomOf(path), roomOf(target)]
  const allowed = mayImport[from]
  if (allowed === undefined) return `${path}: no such room in the plan: ${from}`
  return from === to || allowed.includes(to) ? null : `${path}: ${from} may not import ${target}`
})

export const commandsApart = eachImport((path, target) =>
  path.startsWith('src/commands/') && target.startsWith('src/commands/')
    ? `${path}: commands do not import each other: ${target}`
    : null,
)

/** What a pure room imports for its types alone still says where it leans. */
export const pureRooms = eachImport((path, target) =>
  (pure as readonly string[]).includes(roomOf(path)) && target.startsWith('node:')
    ? `${path}: a pure room imports ${target}`
    : null,
)

export const packages = eachImport((path, target) => {
  if (target.startsWith('src/') || target.startsWith('node:')) return null
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target
  const homes = packageHome[name]
  if (homes === undefined) return `${path}: the package ${name} has no home in the plan`
  return homes.some((home) => path === home || (home.endsWith('/') && path.startsWith(home)))
    ? null
    : `${path}: ${name} lives in ${homes.join(', ')}`
})

export const worldDoors = eachImport((path, target) =>
  doors.has(target) && roomOf(path) !== 'world'
    ? `${path}: ${target} is a door of src/world`
    : null,
)

export const nodePrefix = eachImport((path, target) =>
  target.startsWith('bun:') || doors.has(`node:${target}`) ? `${path}: write node:${target}` : null,
)

export const oneExit = each(({ path, process }) =>
  process
    .filter(
      (use) => /^process\.(?:exit|exitCode|abort|reallyExit)$/.test(use) && !mayExit.includes(path),
    )
    .map((use) => `${path}: ${use} belongs to ${mayExit[0]}`),
)

export const surroundings = each(({ path, process }) =>
  process
    .filter((use) => given.test(use) && !mayReadGiven.includes(roomOf(path)))
    .map((use) => `${path}: ${use} is passed in as Surroundings`),
)

export const names = each(({ path }) =>
  meaningless.test(path.split('/').at(-1) ?? '') ? [`${path}: the name says nothing`] : [],
)

export const reasons = each(({ path, text }) =>
  /^\/\/ \S/.test(text) ? [] : [`${path}: the first line does not say why the file exists`],
)

export const extensions = eachImport((path, target) =>
  target.startsWith('src/') && !/\.tsx?$/.test(target)
    ? `${path}: ${target} is imported without .ts`
    : null,
)

export const longFiles = each(({ path, lines }) =>
  lines > measure.fileStop ? [`${path}: ${lines} lines, at most ${measure.fileStop}`] : [],
)

export const longFunctions = each(({ path, functions }) =>
  functions
    .filter(({ lines }) => lines > measure.functionStop)
    .map(
      ({ line, lines }) =>
        `${path}:${line}: a function of ${lines} lines, at most ${measure.functionStop}`,
    ),
)

export const typicalFile: Rule = (sources) =>
  limit(
    'the median file',
    quantile(
      sources.map(({ lines }) => lines),
      0.5,
    ),
    measure.fileMedian,
  )

export const typicalFunction: Rule = (sources) => {
  const lengths = sources.flatMap(({ functions }) => functions.map(({ lines }) => lines))
  return limit('nine of ten functions', quantile(lengths, 0.9), measure.functionP90)
}

function limit(what: string, lines: number, most: number): string[] {
  return lines < most ? [] : [`${what}: ${lines} lines, under ${most} wanted`]
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
