// Sets the stage for tests of the built program: a HOME that is set up, and what must hold after every run.
import { createServer } from 'node:net'
import { expect } from 'vitest'
import { type ProblemCode, exitCodes, problems } from '../../src/errors.ts'
import { openOnLoopback } from '../fakes/loopback.ts'
import { type Ran, type RunWish, type Sealed, sealed } from './sealed.ts'
import { type Shape, shapes } from './shapes.ts'

/** A port of loopback on which nothing listens. */
export async function deadEndpoint(): Promise<string> {
  const open = await openOnLoopback(createServer())
  await open.close()
  return open.url
}

export const remote = (endpoint: string): string[] => [
  'init',
  '--yes',
  '--engine',
  'remote',
  '--endpoint',
  endpoint,
]

/** A HOME in which `init` ran against this endpoint; 0 where it answers, 4 where it does not. */
export async function setUpHome(
  endpoint: string,
  code: 0 | 4,
  more: Readonly<Record<string, string>> = {},
): Promise<Sealed> {
  const box = await sealed(more)
  const ran = await box.run(remote(endpoint))
  expect(ran, 'init while setting the stage').toMatchObject({ code })
  return box
}

/** One document on standard output, whatever happens, and an exit code that says the same. */
export function judged(ran: Ran, shape: Shape): any {
  expect(
    ran.stdout.endsWith('}\n'),
    `standard output is one document: ${ran.stdout}${ran.stderr}`,
  ).toBe(true)
  const said = JSON.parse(ran.stdout)
  if (said.ok === true) {
    expect(Object.keys(said)).toEqual(['ok', 'data'])
    expect(shapes[shape].safeParse(said.data).error?.issues ?? []).toEqual([])
    expect([0, 1, 4]).toContain(ran.code)
    return said.data
  }
  expect(Object.keys(said)).toEqual(['ok', 'error'])
  expect(said.ok).toBe(false)
  expect(shapes.failure.safeParse(said.error).error?.issues ?? []).toEqual([])
  expect(Object.keys(problems)).toContain(said.error.code)
  expect(ran.code).toBe(exitCodes[problems[said.error.code as ProblemCode]])
  return said.error
}

export async function asked(
  box: Sealed,
  args: readonly string[],
  shape: Shape,
  wish: RunWish = {},
): Promise<any> {
  return judged(await box.run([...args, '--json'], wish), shape)
}

/** What a reader of the text gets to know: the cause, and as the last line something to do. */
export function isHelpful(ran: Ran): void {
  const lines = ran.stderr.trimEnd().split('\n')
  expect(ran.stdout, 'standard output').toBe('')
  expect(
    lines.some((line) => /^Error: .{15,}/.test(line)),
    ran.stderr,
  ).toBe(true)
  expect(lines.at(-1), ran.stderr).toMatch(/^ {2}\S/)
  expect(ran.stderr).not.toMatch(/\n\s+at .+:\d+|\[object|undefined|NaN|fault of this program/)
}

export function leftovers(tree: Readonly<Record<string, string>>): string[] {
  return Object.keys(tree).filter((name) => /\.tmp\/?$|\/lock$/.test(name))
}

/** An exit code, with what was said beside it when it is another one. */
export async function ends(running: Promise<Ran>, code: number, why = ''): Promise<Ran> {
  const ran = await running
  expect(ran.code, `${why} ${ran.stdout}${ran.stderr}`).toBe(code)
  return ran
}
