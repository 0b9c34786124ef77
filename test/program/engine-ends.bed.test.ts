// However the engine ends, and however many start it at once: one runs, what was acknowledged is there, nobody else is signalled.
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Engine, bodyOf, engine, gone, isCalm, lives, until } from './engine-stage.ts'

const minute = 60_000

async function holds(one: Engine): Promise<void> {
  const tokens = (await one.tokens()) ?? 0
  expect(tokens).toBeGreaterThanOrEqual(one.sender.acknowledged)
  expect(tokens).toBeLessThanOrEqual(one.sender.sent)
}

describe('several at once', { timeout: 5 * minute }, () => {
  test('three up: one process, and each says that it runs', async () => {
    const one = await engine()
    await one.sender.send(7)
    await one.run(['down'])
    const all = await Promise.all([1, 2, 3].map(() => one.box.run(['up'], { limit: minute })))
    for (const ran of all) {
      isCalm(ran)
      // Who waited its time for the others is told who works there.
      expect([0, 3], ran.stderr).toContain(ran.code)
      if (ran.code === 3) expect(ran.stderr).toMatch(/Another claude-telemetry \(process \d+\)/)
    }
    expect(all.some(({ code }) => code === 0)).toBe(true)
    await one.run(['up'])
    expect(await one.tokens()).toBe(7)
    const log = await readFile(join(one.state, 'logs/serve.log'), 'utf8')
    expect(log.match(/ ready: /g)).toHaveLength(2)
  })

  test('up, restart and down: they take turns, and the last word counts', async () => {
    const one = await engine()
    await one.sender.send(11)
    const verbs = ['restart', 'down', 'up', 'restart', 'up', 'down']
    const all = await Promise.all(verbs.map((verb) => one.box.run([verb], { limit: 2 * minute })))
    for (const ran of all) {
      isCalm(ran)
      expect([0, 3], `${ran.stdout}${ran.stderr}`).toContain(ran.code)
    }
    await one.run(['up'])
    expect(await one.json(['status'])).toMatchObject({ state: 'running' })
    expect(await one.tokens()).toBe(11)
  })
})

describe('a mark that is left over', { timeout: 3 * minute }, () => {
  test('of a killed process: said by status, and up starts anew with all that was acknowledged', async () => {
    const one = await engine()
    for (let tokens = 1; tokens <= 20; tokens += 1) await one.sender.send(tokens)
    const pid = (await one.pid()) ?? 0
    process.kill(pid, 'SIGKILL')
    await gone(pid)
    const status = await one.json(['status'])
    expect(status).toMatchObject({ state: 'stopped' })
    expect(status.services[0].reason).toContain('without a word')
    await one.run(['up'])
    expect(await one.pid()).not.toBe(pid)
    expect(await one.tokens()).toBe(210)
    expect(one.sender.acknowledged).toBe(210)
  })

  test('with the number of a process that is not ours: it is never signalled', async () => {
    const one = await engine()
    await one.sender.send(5)
    const mark = JSON.parse(await readFile(join(one.state, 'serve.json'), 'utf8'))
    await one.run(['down'])
    const other = spawn('sleep', ['600'])
    onTestFinished(() => void other.kill('SIGKILL'))
    await writeFile(join(one.state, 'serve.json'), JSON.stringify({ ...mark, pid: other.pid }))
    for (const verb of ['status', 'down', 'up', 'restart', 'down']) await one.run([verb])
    expect([other.exitCode, other.signalCode]).toEqual([null, null])
    expect(lives(other.pid ?? 0)).toBe(true)
    await one.run(['up'])
    expect(await one.tokens()).toBe(5)
  })
})

test(
  'frozen: each verb says so within its limit, and restart makes it well',
  { timeout: 5 * minute },
  async () => {
    const one = await engine()
    await one.sender.send(9)
    const pid = (await one.pid()) ?? 0
    process.kill(pid, 'SIGSTOP')
    const status = await one.json(['status'], 4)
    expect(status.services[0]).toMatchObject({ state: 'unhealthy' })
    expect(status.services[0].reason).toContain(`process ${pid} lives, but does not answer`)
    const up = await one.run(['up'], 4)
    expect(up.stderr).toContain(`The engine (process ${pid}) lives, but does not answer.`)
    expect(up.stderr).toMatch(/claude-telemetry restart\n$/)
    expect((await one.run(['metrics'], 3)).stderr).toMatch(/claude-telemetry restart\n$/)
    expect((await one.run(['open'], 3)).stderr).toMatch(/claude-telemetry restart\n$/)
    await one.run(['restart'], 0, { limit: 2 * minute })
    expect(lives(pid)).toBe(false)
    expect((await one.run(['logs'])).stdout).toContain(`process ${pid} did not end when asked`)
    expect(await one.tokens()).toBe(9)
  },
)

describe('ended while it works', { timeout: 3 * minute }, () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)(
    '%s under load: acknowledged is stored',
    async (word) => {
      const one = await engine()
      const pid = (await one.pid()) ?? 0
      const load = { goes: true }
      const senders = Array.from({ length: 8 }, async () => {
        while (load.goes) if ((await one.sender.send(3)) === 0) break
      })
      await until(() => one.sender.acknowledged > 600, 'some load')
      process.kill(pid, word)
      await gone(pid)
      load.goes = false
      await Promise.all(senders)
      await one.run(['up'])
      await holds(one)
      const log = (await one.run(['logs'])).stdout
      expect(log.includes('stopped'), log).toBe(word === 'SIGTERM')
    },
  )

  test('a request that never ends does not keep it: it stops, and what was acknowledged is there', async () => {
    const one = await engine()
    await one.sender.send(9)
    const body = bodyOf(4, Date.now())
    const slow = connect(one.ports.http, '127.0.0.1')
    slow.on('error', () => undefined)
    onTestFinished(() => void slow.destroy())
    const head = `POST /v1/metrics HTTP/1.1\r\nhost: 127.0.0.1:${one.ports.http}\r\ncontent-type: application/json\r\n`
    slow.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 50)}`)
    await until(() => slow.bytesWritten > 100, 'half a request')
    expect((await one.run(['down'])).stdout).toContain('Stopped')
    await one.run(['up'])
    expect(await one.tokens()).toBe(9)
  })
})
