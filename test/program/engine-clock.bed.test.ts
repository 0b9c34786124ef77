// The machine's clock jumps back and forth under the running engine: it lives, and not one acknowledged token is lost.
import { execFileSync, spawn } from 'node:child_process'
import { rename, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { part } from '../bed.ts'
import { type Engine, bodyOf, engine, lives, post, until } from './engine-stage.ts'
import { entry } from './sealed.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const faketime = part('faketime')

/** What the program would set, for many threads; the clock by which timers run stays as it is. */
function preload(): string {
  const args = ['-f', '+0', 'printenv', 'LD_PRELOAD']
  const single = execFileSync(faketime ?? '', args, { encoding: 'utf8', timeout: 20_000 })
  return single.trim().replace('libfaketime.so', 'libfaketimeMT.so')
}

interface Clock {
  /** Milliseconds that the engine's clock is ahead of ours; resolves when the engine has seen it. */
  set(ahead: number): Promise<void>
  readonly pid: number
}

async function withClock(one: Engine): Promise<Clock> {
  const control = join(one.box.home, 'clock')
  const write = async (ahead: number): Promise<void> => {
    const seconds = Math.round(ahead / 1000)
    await writeFile(`${control}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`)
    await rename(`${control}.new`, control)
  }
  await write(0)
  await one.run(['down'])
  const serving = spawn(process.execPath, [entry, 'serve'], {
    stdio: 'ignore',
    env: {
      ...one.box.env,
      LD_PRELOAD: preload(),
      FAKETIME_TIMESTAMP_FILE: control,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  })
  onTestFinished(() => void serving.kill('SIGKILL'))
  await until(async () => (await one.pid()) === serving.pid, 'the engine under its clock')
  await until(async () => (await ahead(one.ports.page)) !== null, 'its answer')
  return {
    pid: serving.pid ?? 0,
    set: async (wished) => {
      await write(wished)
      await until(async () => {
        const now = await ahead(one.ports.page)
        return now !== null && Math.abs(now - wished) < 10_000
      }, 'the clock to be seen')
    },
  }
}

/** How far its clock is ahead of ours, by the date in its answers. */
function ahead(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/healthz' }, (answer) => {
      answer.resume()
      const date = Date.parse(answer.headers.date ?? '')
      answer.on('end', () => resolve(Number.isNaN(date) ? null : date - Date.now()))
    })
    asked.on('error', () => resolve(null))
    asked.end()
  })
}

describe.skipIf(faketime === null)('a clock that jumps', { timeout: 5 * minute }, () => {
  test('hours, days, a year ahead and behind: each acknowledged token is there, once', async () => {
    const one = await engine()
    const clock = await withClock(one)
    const jumps = [0, 2 * hour, -2 * hour, 3 * day, -10 * day, 380 * day, -380 * day, 0]
    let tokens = 1
    for (const jump of jumps) {
      await clock.set(jump)
      // As a client sends that has the right time, and one whose clock is the engine's.
      for (const at of [Date.now(), Date.now() + jump]) {
        expect(await one.sender.send(tokens, { at, port: one.ports.http })).toBe(200)
        tokens *= 2
      }
      // Sent again, as a client does that did not hear the answer.
      const body = bodyOf(tokens, Date.now())
      expect(await post(one.ports.http, body)).toBe(200)
      expect(await post(one.ports.http, body)).toBe(200)
      tokens *= 2
      expect(lives(clock.pid)).toBe(true)
      expect(await one.tokens(), `a clock ${jump / hour} hours ahead`).toBe(tokens - 1)
      await one.json(['status'])
    }
    await one.run(['down'])
    await one.run(['up'])
    expect(await one.tokens()).toBe(tokens - 1)
    const log = (await one.run(['logs'])).stdout.trimEnd().split('\n')
    for (const line of log) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \S/)
    expect(log.some((line) => line.includes('printed:'))).toBe(false)
    expect((await one.json(['logs', '--since', '5m'])).lines.at(-1)).toContain(' ready: ')
    await one.run(['verify'])
  })
})
