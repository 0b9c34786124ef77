// A port that is taken: one that was asked for is refused by name, a usual one moves, and Claude Code is told where to.
import { createServer, type Server } from 'node:http'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Engine, engine } from './engine-stage.ts'
import { isHelpful } from './stage.ts'

const minute = 60_000

/** Takes what is sent and keeps nothing: the worst that can lie behind a former address. */
async function squatter(port: number): Promise<{ server: Server; heard: () => number }> {
  let heard = 0
  const server = createServer((request, response) => {
    heard += 1
    request.resume()
    request.on('end', () => response.writeHead(200).end('{}'))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  onTestFinished(() => void server.close())
  return { server, heard: () => heard }
}

const settingsOf = (one: Engine): string => join(one.box.home, '.claude/settings.json')

async function told(one: Engine): Promise<string> {
  return JSON.parse(await readFile(settingsOf(one), 'utf8')).env.OTEL_EXPORTER_OTLP_ENDPOINT
}

const portOf = (address: string): number => Number(new URL(address).port)

describe('a port that was asked for', { timeout: 2 * minute }, () => {
  test.each(['http', 'grpc', 'page'] as const)(
    '%s: up ends with 3, names who has it, and nothing is left running',
    async (name) => {
      const one = await engine()
      await one.sender.send(3)
      await one.run(['down'])
      const { server } = await squatter(one.ports[name])
      const ran = await one.run(['up'], 3)
      isHelpful(ran)
      expect(ran.stderr).toContain(`Port ${one.ports[name]}`)
      expect(ran.stderr).toContain(`(process ${process.pid})`)
      expect((await one.json(['up'], 3)).code).toBe('port-taken')
      expect(await one.pid()).toBeNull()
      expect((await one.run(['logs'])).stdout).toContain('is taken by')
      await new Promise((resolve) => server.close(resolve))
      await one.run(['up'])
      expect(await one.tokens()).toBe(3)
    },
  )
})

describe('a usual port', { timeout: 3 * minute }, () => {
  test('moves, says so, is remembered, and what Claude Code was told follows', async () => {
    const one = await engine({ init: [] })
    const former = await told(one)
    const before = await readFile(settingsOf(one), 'utf8')
    await one.run(['down'])
    const { server, heard } = await squatter(portOf(former))
    const ran = await one.run(['up'])
    const now = await told(one)
    expect(now).not.toBe(former)
    expect(ran.stderr).toContain(`moved from port ${portOf(former)} to ${portOf(now)}`)
    expect(ran.stderr).toContain(`(process ${process.pid})`)
    expect(ran.stderr).toContain(settingsOf(one))
    expect(ran.stderr).toContain('Restart open Claude Code sessions')
    expect(before.replaceAll(former, now)).toBe(await readFile(settingsOf(one), 'utf8'))
    expect(await one.sender.send(8, { port: portOf(now) })).toBe(200)
    expect(await one.tokens()).toBe(8)
    await one.run(['verify'])
    expect(heard()).toBe(0)

    // It stays where it is, also when the former place is free again: sessions know this one.
    await new Promise((resolve) => server.close(resolve))
    expect((await one.run(['restart'])).stderr).not.toContain('moved')
    expect(await told(one)).toBe(now)
    await one.run(['disconnect'])
    expect(await one.box.tree()).not.toHaveProperty('/.claude/settings.json')
  })

  test('moves, and settings that somebody edited are left: said, with 4, until connect mends it', async () => {
    const one = await engine({ init: [] })
    const former = await told(one)
    const text = await readFile(settingsOf(one), 'utf8')
    const edited = text.replace('"OTEL_LOGS_EXPORTER": "otlp"', '"OTEL_LOGS_EXPORTER": "console"')
    expect(edited).not.toBe(text)
    await writeFile(settingsOf(one), edited)
    await one.run(['down'])
    await squatter(portOf(former))
    const ran = await one.run(['up'], 4)
    expect(ran.stderr).toContain(`still says ${former}`)
    expect(ran.stderr).toMatch(/claude-telemetry connect\b/)
    expect(await readFile(settingsOf(one), 'utf8')).toBe(edited)
    const status = await one.run(['status'], 4)
    expect(status.stdout + status.stderr).toContain(former)
    await one.run(['connect', '--yes', '--replace'])
    await one.run(['status'])
    expect((await one.run(['up'])).stderr).toBe('')
  })

  test('moves under a shell that loads the variables: its script follows', async () => {
    const one = await engine({ init: ['--connect', 'none'] })
    await one.run(['connect', '--to', 'shell', '--shell', 'bash', '--yes'])
    const variables = async (): Promise<string> =>
      (
        await one.run([], 0, {
          command: ['bash', '-ic', 'echo "$OTEL_EXPORTER_OTLP_ENDPOINT"'],
        })
      ).stdout.trim()
    const former = await variables()
    await one.run(['down'])
    await squatter(portOf(former))
    const ran = await one.run(['up'])
    expect(ran.stderr).toContain('moved')
    const now = await variables()
    expect(now).not.toBe(former)
    expect(await one.sender.send(6, { port: portOf(now) })).toBe(200)
    expect(await one.tokens()).toBe(6)
  })
})
