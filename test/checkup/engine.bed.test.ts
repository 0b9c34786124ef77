// What doctor and status say of the embedded engine, word for word: well, ill, stopped, killed, frozen.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { recorded } from '../ledger/fixtures.ts'
import { type EngineStage, engineStage } from '../e2e/engine-stage.ts'
import { sealed } from '../program/sealed.ts'

const timeout = 240_000
const engineIds = ['running', 'store', 'cumulative', 'clock', 'points'].map((id) => `engine-${id}`)

async function staged(): Promise<EngineStage> {
  const home = await sealed()
  onTestFinished(() => home.remove())
  return engineStage(home.home)
}

async function found({ ours }: EngineStage) {
  const { data, code } = await ours.json(['doctor', '--only', engineIds.join()])
  const said = data.findings.map(({ id, level, text, fix }: Record<string, string>) => [
    `${level} ${id}`,
    text,
    fix?.replace(/^\S+\/claude-telemetry /, 'claude-telemetry ') ?? null,
  ])
  return { said, code }
}

async function pidOf({ ours }: EngineStage): Promise<number> {
  const mark = join(ours.env['HOME'] ?? '', '.local/state/claude-telemetry/serve.json')
  return JSON.parse(await readFile(mark, 'utf8')).pid
}

/** As recorded, but with every point at this moment. */
async function send({ ports }: EngineStage, name: string, at = Date.now()): Promise<void> {
  const { body } = recorded().find((one) => one.name.includes(name))!
  const text = JSON.stringify(body).replaceAll(
    /"timeUnixNano":"\d+"/g,
    `"timeUnixNano":"${at}000000"`,
  )
  const answer = await fetch(`http://127.0.0.1:${ports.http}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
  })
  expect(answer.status).toBe(200)
}

test('what it took in and could not take', { timeout }, async () => {
  const engine = await staged()
  const pid = await pidOf(engine)
  const page = `http://127.0.0.1:${engine.ports.page}`
  const well = await found(engine)
  expect(well.said).toEqual([
    ['ok engine-running', `The engine runs (process ${pid}) and answers on ${page}.`, null],
    ['note engine-points', 'No point ever arrived here.', 'claude-telemetry connect'],
    ['ok engine-store', 'The database takes data in, and none was set aside.', null],
    ['ok engine-cumulative', 'No running totals were sent to the engine.', null],
    ['ok engine-clock', 'The times of all that arrived could be believed.', null],
  ])
  expect(well.code).toBe(0)

  await send(engine, '329/metrics-cumulative-intervals')
  await send(engine, '329/metrics-delta-all', Date.UTC(2020, 0))
  const ill = await found(engine)
  expect(ill.code).toBe(4)
  const [, cumulative, clock, ...rest] = ill.said
  expect(cumulative).toEqual([
    'error engine-cumulative',
    expect.stringMatching(
      /^\d+ points were refused since the start as running totals instead of deltas: OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE of claude-code 2\.1\.329 is not delta\.$/,
    ),
    'claude-telemetry doctor --only temporality',
  ])
  expect(clock[0]).toBe('warning engine-clock')
  expect(rest.map(([head]: string[]) => head)).toEqual(['ok engine-store', 'ok engine-points'])
  const status = await engine.ours.json(['status'])
  expect(status).toMatchObject({
    code: 0,
    data: {
      state: 'running',
      last_points: [{ source: 'claude-code', at: expect.any(String) }],
      findings: [{ id: 'engine-cumulative' }, { id: 'engine-clock' }],
      addresses: { page, otlp_http: `http://127.0.0.1:${engine.ports.http}` },
      token_file: null,
      disk: { used_bytes: expect.any(Number), free_bytes: expect.any(Number) },
    },
  })
})

test('frozen, killed, stopped on purpose', { timeout }, async () => {
  const engine = await staged()
  const pid = await pidOf(engine)
  const lost = ' Claude Code sends to it: what it sends now is lost.'
  process.kill(pid, 'SIGSTOP')
  const frozen = await found(engine)
  process.kill(pid, 'SIGCONT')
  expect(frozen).toEqual({
    code: 4,
    said: [
      [
        'error engine-running',
        `The engine lives (process ${pid}), but does not answer.${lost}`,
        'claude-telemetry restart',
      ],
    ],
  })
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isThere(pid), { timeout: 60_000 }).toBe(false)
  expect(await found(engine)).toEqual({
    code: 4,
    said: [
      [
        'error engine-running',
        `The engine is gone without a word (process ${pid}); its data is kept.${lost}`,
        'claude-telemetry up',
      ],
    ],
  })
  expect(await engine.ours.run(['up'])).toMatchObject({ code: 0 })
  expect(await engine.ours.run(['down'])).toMatchObject({ code: 0 })
  expect((await found(engine)).said).toEqual([
    ['error engine-running', `The engine is stopped.${lost}`, 'claude-telemetry up'],
  ])
})

test('a damaged database is set aside, and its place is said', { timeout }, async () => {
  const engine = await staged()
  await send(engine, '329/metrics-delta-all')
  expect(await engine.ours.run(['down'])).toMatchObject({ code: 0 })
  const folder = join(engine.data, 'store')
  await writeFile(
    join(folder, 'telemetry.db'),
    'no database at all, but long enough to be one\n'.repeat(200),
  )
  expect(await engine.ours.run(['up'])).toMatchObject({ code: 0 })
  const aside = (await readdir(folder)).filter((name) => name.includes('damaged'))
  expect(aside).toHaveLength(1)
  const path = join(folder, aside[0] ?? '')
  const text = `A damaged database was set aside as ${path}; what is in it is not counted.`
  const expected = ['warning engine-store', text, 'Keep it for a rescue, or remove it.']
  expect((await found(engine)).said).toContainEqual(expected)
  const status = await engine.ours.json(['status'])
  expect(status.data).toMatchObject({ state: 'running', services: [{ reason: text }] })
  expect((await engine.ours.run(['status'])).stdout).toContain(path)
  expect(JSON.parse(await engine.get('/api/status')).data.findings).toContainEqual({
    id: 'engine-store',
    level: 'warning',
    text,
    fix: expected[2],
  })
  // Also when nobody runs who could tell it.
  expect(await engine.ours.run(['down'])).toMatchObject({ code: 0 })
  expect((await found(engine)).said).toContainEqual(expected)
})

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('Claude Code is told another address than that of the engine', { timeout }, async () => {
  const engine = await staged()
  const path = join(engine.ours.env['HOME'] ?? '', '.claude', 'settings.json')
  const look = () => engine.ours.json(['doctor', '--only', 'endpoint-elsewhere'])
  const own = `http://127.0.0.1:${engine.ports.http}`
  expect(await look()).toMatchObject({ code: 0, data: { findings: [{ level: 'ok' }] } })
  const text = await readFile(path, 'utf8')
  expect(text).toContain(own)
  await writeFile(path, text.replace(own, 'http://127.0.0.1:9'))
  const { code, data } = await look()
  expect(code).toBe(4)
  const fix = expect.stringMatching(/ connect --to settings --replace$/)
  expect(data.findings[0]).toMatchObject({ level: 'error', fix })
  const mend = ['connect', '--to', 'settings', '--replace', '--yes']
  expect(await engine.ours.run(mend)).toMatchObject({ code: 0 })
  expect(await readFile(path, 'utf8')).toContain(own)
  expect(await look()).toMatchObject({ code: 0 })
})
