// A start that fails: it ends within its limit, says why with its last words, and nothing stays half-running.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { type UpWish, up } from '../../../src/embedded/life/up.ts'
import type { Problem } from '../../../src/errors.ts'
import { isAlive } from '../../../src/world/alive.ts'
import type { Places } from '../../../src/world/places.ts'

const env = { PATH: process.env['PATH'] ?? '' }
const short = { silent: 600, whole: 60_000, grace: 300 }
let places: Places

beforeEach(async () => {
  const state = await mkdtemp(join(tmpdir(), 'ct-up-'))
  places = { config: state, data: state, state, cache: state, home: null }
  return () => rm(state, { recursive: true })
})

/** Stands for `serve`; $PID_FILE gets its number. */
async function fake(name: string, script: string): Promise<string> {
  const path = join(places.state, `fake-${name}`)
  await writeFile(path, `#!/bin/sh\necho $$ > '${places.state}/pid'\n${script}\n`)
  await chmod(path, 0o700)
  return path
}

async function failed(program: string, more: Partial<UpWish> = {}): Promise<Problem> {
  const wish = { places, stack: 'claude-telemetry', env, signal: new AbortController().signal }
  return up({ ...wish, program: [program], patience: short, ...more }).then(
    () => expect.fail('it started'),
    (cause: Problem) => cause,
  )
}

const pid = async (): Promise<number> => Number(await readFile(join(places.state, 'pid'), 'utf8'))

describe.skipIf(process.platform === 'win32')('a start that fails', () => {
  it('never says a word: it is ended, and that is said', async () => {
    const problem = await failed(await fake('hung', 'exec sleep 600'))
    expect(problem).toMatchObject({
      code: 'unhealthy',
      message: 'The engine did not start, and said nothing.',
      hints: ['claude-telemetry logs', 'claude-telemetry doctor'],
    })
    expect(isAlive(await pid())).toBe(false)
  })

  it('does not obey: it is made to end, with what it started', async () => {
    const path = await fake('deaf', "trap '' TERM\nwhile :; do sleep 1; done")
    expect((await failed(path)).code).toBe('unhealthy')
    expect(isAlive(await pid())).toBe(false)
  })

  it('says something from time to time: it is waited for, up to the limit of the whole', async () => {
    const log = join(places.state, 'logs', 'serve.log')
    const script = `while :; do echo "2099-01-01T00:00:00.000Z still starting" >> '${log}'; sleep 0.1; done`
    const started = performance.now()
    const problem = await failed(await fake('slow', script), {
      patience: { ...short, whole: 2_500 },
    })
    expect(performance.now() - started).toBeGreaterThan(2_400)
    expect(problem.message).toContain('Its last words:\n  2099-01-01T00:00:00.000Z still starting')
    expect(isAlive(await pid())).toBe(false)
  })

  it('refuses in JSON: its own words, code and hints', async () => {
    const said = {
      ok: false,
      error: { code: 'port-taken', message: 'Port 1 is taken.', hints: ['do this'] },
    }
    const problem = await failed(await fake('refusal', `echo '${JSON.stringify(said)}'; exit 3`))
    expect(problem).toMatchObject({
      code: 'port-taken',
      outcome: 'missing',
      message: 'The engine did not start. Port 1 is taken.',
      hints: ['do this'],
    })
  })

  it('dies: what it printed are its last words, and only those of this start', async () => {
    const path = await fake('crash', 'echo "FATAL: out of memory" >&2; exit 134')
    await failed(path)
    const problem = await failed(path)
    expect(problem.message).toBe(
      'The engine did not start.\nIts last words:\n  FATAL: out of memory',
    )
  })

  it('is not there at all: how to make it again', async () => {
    const problem = await failed(join(places.state, 'nothing-here'))
    expect(problem.message).toContain('cannot be run (ENOENT)')
    expect(problem.hints.at(-1)).toBe('claude-telemetry init')
  })

  it('is stopped by Ctrl-C: what was started is ended', async () => {
    const path = await fake('hung', 'exec sleep 600')
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('stop')), 300)
    expect(await failed(path, { signal: controller.signal })).toBeInstanceOf(Error)
    expect(isAlive(await pid())).toBe(false)
  })
})
