// One source file as the rules see it: what it imports, which functions it has, what it takes from the process.
import { readFileSync, readdirSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { type Program, Visitor, parseSync } from 'oxc-parser'

export interface Import {
  /** A file such as src/errors.ts, a package, or a `node:` module. */
  readonly target: string
  readonly typeOnly: boolean
}

export interface Measured {
  readonly line: number
  readonly lines: number
}

export interface Source {
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly imports: readonly Import[]
  readonly functions: readonly Measured[]
  /** Uses of the global process, such as process.exit. */
  readonly process: readonly string[]
}

/** Written by a generator: no hand keeps it short. */
const generated = 'src/ledger/otlp/generated/'

export function readSources(root: string): Source[] {
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `src/${name.split(sep).join('/')}`)
    .filter((path) => !path.startsWith(generated))
    .toSorted()
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')))
}

export function sourceOf(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const lineOf = lineFinder(text)
  return {
    path,
    text,
    lines: text.trimEnd().split('\n').length,
    imports: importsOf(program).map(({ target, typeOnly }) => ({
      target: resolved(target, path),
      typeOnly,
    })),
    functions: blocksOf(program).map(([start, end]) => measured(lineOf(start), lineOf(end))),
    process: processUses(program),
  }
}

function importsOf(program: Program): Import[] {
  const found: Import[] = []
  const take = (target: string, kind?: string): void =>
    void found.push({ target, typeOnly: kind === 'type' })
  new Visitor({
    ImportDeclaration: ({ source, importKind }) => take(source.value, importKind),
    ExportAllDeclaration: ({ source, exportKind }) => take(source.value, exportKind),
    ExportNamedDeclaration: ({ source, exportKind }) => {
      if (source !== null) take(source.value, exportKind)
    },
    ImportExpression: ({ source }) =>
      take(source.type === 'Literal' ? String(source.value) : '(computed)'),
  }).visit(program)
  return found
}

/** Functions with a body of statements; one expression is no function to be long. */
function blocksOf(program: Program): [number, number][] {
  const found: [number, number][] = []
  const take = ({
    body,
    start,
    end,
  }: {
    body: { type: string } | null
    start: number
    end: number
  }): void => {
    if (body?.type === 'BlockStatement') found.push([start, end])
  }
  new Visitor({
    FunctionDeclaration: take,
    FunctionExpression: take,
    ArrowFunctionExpression: take,
  }).visit(program)
  return found
}

function processUses(program: Program): string[] {
  const found: string[] = []
  new Visitor({
    MemberExpression: ({ object, property }) => {
      if (object.type !== 'Identifier' || object.name !== 'process') return
      if (property.type === 'Identifier') found.push(`process.${property.name}`)
      else if (property.type === 'Literal') found.push(`process.${String(property.value)}`)
    },
  }).visit(program)
  return found
}

function resolved(target: string, from: string): string {
  return target.startsWith('.') ? posix.join(posix.dirname(from), target) : target
}

function measured(first: number, last: number): Measured {
  return { line: first, lines: last - first + 1 }
}

function lineFinder(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index)
  return (offset) => ends.filter((end) => end < offset).length + 1
}
