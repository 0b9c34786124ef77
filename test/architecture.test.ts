// Holds the plan of the house: who imports whom, what lives where, how long things are. Staged bad
// sources prove first that each rule can fail.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as rules from './architecture/rules.ts'
import { readSources, sourceOf } from './architecture/source.ts'

const { roomOf: _, ...every } = rules
const sources = readSources(join(import.meta.dirname, '..'))

describe('the sources', () => {
  test('are found', () => {
    expect(sources.length).toBeGreaterThan(50)
    expect(sources.some(({ imports }) => imports.length > 3)).toBe(true)
    expect(sources.flatMap(({ functions }) => functions).length).toBeGreaterThan(100)
  })

  test.each(Object.keys(every) as (keyof typeof every)[])('keep the rule: %s', (name) => {
    expect(every[name](sources)).toEqual([])
  })
})

const good = '// Says why.\n'
const long = (lines: number): string => `function f() {\n${'  void 0\n'.repeat(lines - 2)}}\n`

/** Rule, path, text → the one sentence that must come of it. */
const staged: readonly [keyof typeof every, string, string, string][] = [
  [
    'rooms',
    'src/config/a.ts',
    "import { b } from '../world/b.ts'",
    'src/config/a.ts: config may not import src/world/b.ts',
  ],
  [
    'rooms',
    'src/world/a.ts',
    "export * from '../config/b.ts'",
    'src/world/a.ts: world may not import src/config/b.ts',
  ],
  [
    'rooms',
    'src/survey/a.ts',
    "import '../placing/b.ts'",
    'src/survey/a.ts: survey may not import src/placing/b.ts',
  ],
  [
    'rooms',
    'src/plan/a.ts',
    "export { b } from '../env/b.ts'",
    'src/plan/a.ts: plan may not import src/env/b.ts',
  ],
  [
    'rooms',
    'src/env/sh/a.ts',
    "import b from '../../plan/b.ts'",
    'src/env/sh/a.ts: env may not import src/plan/b.ts',
  ],
  [
    'rooms',
    'src/main.ts',
    "await import('./config/b.ts')",
    'src/main.ts: main.ts may not import src/config/b.ts',
  ],
  [
    'rooms',
    'src/attic/a.ts',
    "import '../world/b.ts'",
    'src/attic/a.ts: no such room in the plan: attic',
  ],
  [
    'rooms',
    'src/verify/a.ts',
    "import { type B } from '../state/b.ts'",
    'src/verify/a.ts: verify may not import src/state/b.ts',
  ],
  [
    'commandsApart',
    'src/commands/a.ts',
    "import './b.ts'",
    'src/commands/a.ts: commands do not import each other: src/commands/b.ts',
  ],
  [
    'pureRooms',
    'src/env/a.ts',
    "import 'node:path'",
    'src/env/a.ts: a pure room imports node:path',
  ],
  [
    'packages',
    'src/survey/a.ts',
    "import D from 'dockerode'",
    'src/survey/a.ts: dockerode lives in src/world/docker-connect.ts',
  ],
  [
    'packages',
    'src/world/a.ts',
    "await import('execa')",
    'src/world/a.ts: execa lives in src/world/exec.ts',
  ],
  [
    'packages',
    'src/commands/a.ts',
    "import e from 'enquirer'",
    'src/commands/a.ts: enquirer lives in src/cli/ask.ts',
  ],
  [
    'packages',
    'src/state/a.ts',
    "import * as z from 'zod/mini'",
    'src/state/a.ts: zod lives in src/config/, src/env/, src/plan/',
  ],
  [
    'packages',
    'src/cli/a.ts',
    "import x from '@a/left-pad/b'",
    'src/cli/a.ts: the package @a/left-pad has no home in the plan',
  ],
  [
    'worldDoors',
    'src/state/a.ts',
    "import { rm } from 'node:fs/promises'",
    'src/state/a.ts: node:fs/promises is a door of src/world',
  ],
  ['nodePrefix', 'src/world/a.ts', "import fs from 'fs'", 'src/world/a.ts: write node:fs'],
  [
    'oneExit',
    'src/cli/run.ts',
    'process.exit(1)',
    'src/cli/run.ts: process.exit belongs to src/cli/exit.ts',
  ],
  [
    'oneExit',
    'src/world/a.ts',
    'process["exitCode"] = 2',
    'src/world/a.ts: process.exitCode belongs to src/cli/exit.ts',
  ],
  [
    'surroundings',
    'src/survey/a.ts',
    "process.env['HOME']",
    'src/survey/a.ts: process.env is passed in as Surroundings',
  ],
  ['names', 'src/env/utils.ts', '', 'src/env/utils.ts: the name says nothing'],
  [
    'extensions',
    'src/env/a.ts',
    "import { b } from './b.js'",
    'src/env/a.ts: src/env/b.js is imported without .ts',
  ],
  ['longFiles', 'src/env/a.ts', 'void 0\n'.repeat(250), 'src/env/a.ts: 251 lines, at most 250'],
  ['longFunctions', 'src/env/a.ts', long(51), 'src/env/a.ts:2: a function of 51 lines, at most 50'],
  [
    'longFunctions',
    'src/env/a.ts',
    `const a = ${long(51)}`,
    'src/env/a.ts:2: a function of 51 lines, at most 50',
  ],
  [
    'typicalFile',
    'src/env/a.ts',
    'void 0\n'.repeat(69),
    'the median file: 70 lines, under 70 wanted',
  ],
  ['typicalFunction', 'src/env/a.ts', long(25), 'nine of ten functions: 25 lines, under 25 wanted'],
]

describe('a rule that cannot fail is none', () => {
  test.each(staged)('%s: %s', (name, path, text, sentence) => {
    expect(every[name]([sourceOf(path, good + text)])).toEqual([sentence])
  })

  test('a file without a reason', () => {
    const [sentence] = every.reasons([sourceOf('src/env/a.ts', 'export const a = 1')])
    expect(sentence).toBe('src/env/a.ts: the first line does not say why the file exists')
  })

  test('every rule is staged', () => {
    expect(Object.keys(every).toSorted()).toEqual(
      [...new Set([...staged.map(([name]) => name), 'reasons'])].toSorted(),
    )
  })

  test('import type is free, and so are neighbours', () => {
    const text = `${good}import type { B } from '../world/b.ts'\nimport type D from 'dockerode'\nimport { c } from './c.ts'`
    const source = sourceOf('src/config/a.ts', text)
    for (const rule of Object.values(every)) expect(rule([source])).toEqual([])
  })
})
