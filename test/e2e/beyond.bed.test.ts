// Listening beyond this machine: nobody sends without the token, our own client has it, and nobody else sees it.
import { readdir, readFile, stat } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { part } from '../bed.ts'
import { treeOf } from '../program/sealed.ts'
import { given, stage } from '../real-client/stage.ts'
import { bytesBelow, type EngineStage, engineStage } from './engine-stage.ts'

const minute = 60_000
const version = '2.1.329'
const protocols = ['http/protobuf', 'http/json', 'grpc'] as const

describe.skipIf(part(`claude-${version}`) === null)('listen beyond this machine', () => {
  test('only with the token, which only its owner sees', { timeout: 10 * minute }, async () => {
    const { api, home, run } = await stage()
    const engine = await engineStage(home, ['--listen', '0.0.0.0'])
    const file = join(engine.config, 'otlp-token')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const token = (await readFile(file, 'utf8')).trim()

    await expectRefusals(engine, token)
    for (const protocol of protocols) {
      const set = ['config', 'set', 'protocol', protocol]
      expect(await engine.ours.run(set)).toMatchObject({ code: 0 })
      expect(await engine.ours.run(['connect', '--yes'])).toMatchObject({ code: 0 })
      expect(await run(version)).toMatchObject({ code: 0 })
      expect(await tokensIn(engine)).toBe(given(api).input_tokens)
    }
    expect(await engine.ours.run(['verify'])).toMatchObject({ code: 0 })
    await expectHidden(engine, home, token)
    expect(await listens(engine.ports.http, '127.0.0.2')).toBe(true)
    expect(await listens(engine.ports.page, '127.0.0.2')).toBe(false)

    // Back to loopback, and the token is no longer asked for, nor told.
    const back = ['config', 'set', 'listen', '127.0.0.1']
    expect(await engine.ours.run(back)).toMatchObject({ code: 0 })
    expect(await engine.ours.run(['restart'])).toMatchObject({ code: 0 })
    expect(await engine.ours.run(['connect', '--yes'])).toMatchObject({ code: 0 })
    expect(await readFile(join(home, '.claude', 'settings.json'), 'utf8')).not.toContain(token)
    expect(await sent(engine, {})).toBe(200)
    expect(await listens(engine.ports.http, '127.0.0.2')).toBe(false)
  })
})

async function sent({ ports }: EngineStage, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${ports.http}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  })
  return answer.status
}

async function expectRefusals(engine: EngineStage, token: string): Promise<void> {
  expect(await sent(engine, {})).toBe(401)
  expect(await sent(engine, { authorization: 'Bearer wrong' })).toBe(401)
  expect(await sent(engine, { authorization: `Bearer ${token}` })).toBe(200)
  const scraped = await engine.get('/metrics')
  expect(scraped).toContain('claude_telemetry_requests_turned_away_total{reason="token"} 2\n')
}

async function tokensIn({ ours }: EngineStage): Promise<number> {
  const { data } = await ours.json(['metrics', 'claude_code.token.usage'])
  return data.metrics[0].by.type.input
}

/** In the one place where Claude Code has to read it, in its own file, and nowhere else. */
async function expectHidden(engine: EngineStage, home: string, token: string): Promise<void> {
  const state = join(home, '.local', 'state', 'claude-telemetry')
  expect(await bytesBelow(engine.data, join(state, 'logs'))).not.toContain(token)
  for (const verb of [
    ['status'],
    ['config'],
    ['doctor', '--full'],
    ['logs'],
    ['connect', '--dry-run'],
  ]) {
    const { stdout, stderr } = await engine.ours.run(verb)
    expect(stdout + stderr).not.toContain(token)
  }
  expect((await engine.ours.run(['status'])).stdout).toContain(join(engine.config, 'otlp-token'))
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    expect(line).not.toContain(token)
  }
  const holding = Object.entries(await treeOf(home))
    .map(([path, what]) => [path, ...what.split(' ')] as const)
    .filter(([, , , content]) => Buffer.from(content ?? '', 'base64').includes(token))
  expect(holding.map(([path]) => path)).toContain('/.claude/settings.json')
  expect(holding.filter(([, , mode]) => mode !== '600')).toEqual([])
}

function listens(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host })
    socket.on('connect', () => (socket.destroy(), resolve(true)))
    socket.on('error', () => resolve(false))
  })
}
