// Without a terminal nothing asks, nothing hangs, and nothing of others is changed without --yes.
import { spawn } from 'node:child_process'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startOf } from '../../src/world/alive.ts'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Sealed, sealed } from './sealed.ts'
import { asked, deadEndpoint, ends, isHelpful, leftovers, remote } from './stage.ts'

let recorder: OtlpRecorder
beforeAll(async () => {
  recorder = await otlpRecorder()
})
afterAll(() => recorder.close())

let box: Sealed
beforeEach(async () => {
  box = await sealed()
  return () => box.remove()
})

const settings = (): string => join(box.home, '.claude/settings.json')
const held = '{\n  "env": { "OTEL_EXPORTER_OTLP_ENDPOINT": "http://elsewhere:4318" }\n}\n'

async function settingsHold(text: string): Promise<void> {
  await mkdir(join(box.home, '.claude'))
  await writeFile(settings(), text)
}

describe('init', () => {
  it('connects with --yes, and proves it', async () => {
    const ran = await box.run(remote(recorder.url))
    expect(ran).toMatchObject({ code: 0 })
    expect(JSON.parse(await readFile(settings(), 'utf8')).env).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: recorder.url,
    })
    expect(recorder.of('metrics').length).toBeGreaterThan(0)
    expect(recorder.of('logs').length).toBeGreaterThan(0)
  })

  it('without --yes sets up and connects nothing', async () => {
    const ran = await box.run(['init', '--engine', 'remote', '--endpoint', recorder.url])
    expect(ran).toMatchObject({ code: 0 })
    expect(Object.keys(await box.tree())).not.toContain('/.claude/')
    expect(ran.stdout).toContain('not connected')
  })

  it('changes nothing when a value is there already, unless told to', async () => {
    await settingsHold(held)
    const before = await box.tree()
    const refused = await box.run(remote(recorder.url))
    expect(refused.code).toBe(2)
    isHelpful(refused)
    expect(refused.stderr).toContain('http://elsewhere:4318')
    expect(await box.tree()).toEqual(before)
    await ends(box.run([...remote(recorder.url), '--replace']), 0)
    await ends(box.run(['uninstall', '--yes']), 0)
    expect(await box.tree()).toEqual(before)
  })

  it('leaves everything in place when nothing answers: 4', async () => {
    const dead = await deadEndpoint()
    const ran = await box.run(remote(dead))
    expect(ran.code).toBe(4)
    const names = Object.keys(await box.tree())
    expect(names).toContain('/.claude/settings.json')
    expect(names).toContain('/.config/claude-telemetry/stack.json')
    expect(names).toContain('/.local/state/claude-telemetry/receipt.json')
    expect(leftovers(await box.tree())).toEqual([])
  })

  it('keeps the stack when the settings cannot be parsed: 1, and the file is untouched', async () => {
    await settingsHold('{ "env": { ')
    const before = await stat(settings())
    const ran = await box.run(remote(recorder.url))
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain(settings())
    const after = await stat(settings())
    expect([after.ino, after.mtimeMs, after.size]).toEqual([
      before.ino,
      before.mtimeMs,
      before.size,
    ])
    expect((await asked(box, ['status'], 'status')).configured).toBe(true)
    expect(Object.keys(await box.tree())).toContain('/.local/state/claude-telemetry/receipt.json')
    await writeFile(settings(), '{}\n')
    await ends(box.run(remote(recorder.url)), 0, 'mended, it is completed')
  })

  it('two at once: one waits for the other, both end well', async () => {
    const both = await Promise.all([box.run(remote(recorder.url)), box.run(remote(recorder.url))])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    const once = await box.tree()
    expect(leftovers(once)).toEqual([])
    await ends(box.run(['uninstall', '--yes']), 0)
    expect(Object.keys(await box.tree()), 'their folders were remembered by both').toEqual(['/'])
  })

  it.each(['init', 'disconnect', 'uninstall', 'config'])(
    'waits for another run, then 3: %s',
    async (verb) => {
      await ends(box.run(remote(recorder.url)), 0)
      const lock = join(box.home, '.local/state/claude-telemetry/lock')
      const holder = spawn('sleep', ['60'], { stdio: 'ignore' })
      onTestFinished(() => void holder.kill())
      await writeFile(
        lock,
        JSON.stringify({ pid: holder.pid, started: await startOf(holder.pid ?? 0) }),
      )
      const before = await box.tree()
      const args = {
        init: remote(recorder.url),
        disconnect: ['disconnect'],
        uninstall: ['uninstall', '--yes'],
        config: ['config', 'set', 'traces', 'on'],
      }
      const began = Date.now()
      const ran = await box.run(args[verb as keyof typeof args])
      expect(ran.code).toBe(3)
      isHelpful(ran)
      expect(ran.stderr).toContain(String(holder.pid))
      expect(Date.now() - began).toBeGreaterThan(9_500)
      expect(Date.now() - began).toBeLessThan(16_000)
      expect(await box.tree()).toEqual(before)
    },
  )
})

describe('connect and disconnect', () => {
  beforeEach(async () => {
    await ends(box.run([...remote(recorder.url), '--connect', 'none']), 0)
  })

  it('connect needs --yes, and says so', async () => {
    const before = await box.tree()
    const ran = await box.run(['connect'])
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain('+++ ')
    expect(ran.stderr.trimEnd()).toMatch(/connect --yes$/)
    expect(await box.tree()).toEqual(before)
    await ends(box.run(['connect', '--yes']), 0)
  })

  it('connect refuses a value of others, with --yes too: 2, unless --replace', async () => {
    await settingsHold(held)
    const before = await box.tree()
    await ends(box.run(['connect', '--yes']), 2)
    expect(await box.tree()).toEqual(before)
    await ends(box.run(['connect', '--yes', '--replace']), 0)
    await ends(box.run(['disconnect']), 0)
    expect(await readFile(settings(), 'utf8')).toBe(held)
  })

  it('disconnect never asks, and twice is as good as once', async () => {
    await ends(box.run(['connect', '--yes']), 0)
    await ends(box.run(['disconnect']), 0)
    expect(await box.run(['disconnect'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing'),
    })
    expect(Object.keys(await box.tree())).not.toContain('/.claude/')
  })

  it('uninstall needs --yes; with --keep-data it never asks', async () => {
    await ends(box.run(['uninstall']), 2)
    await ends(box.run(['uninstall', '--keep-data']), 0)
    expect(Object.keys(await box.tree()), 'a remote endpoint left no data here').toEqual(['/'])
  })
})

it('what shows the changes first changes nothing', async () => {
  const before = await box.tree()
  const plan = await box.run([
    'init',
    '--dry-run',
    '--yes',
    '--engine',
    'remote',
    '--endpoint',
    recorder.url,
  ])
  expect(plan.code).toBe(0)
  const expected = [
    recorder.url,
    'OTEL_METRICS_EXPORTER',
    settings(),
    'stack.json',
    'receipt.json',
    'bin/claude-telemetry',
  ]
  for (const part of expected) expect(plan.stdout).toContain(part)
  expect(await box.tree()).toEqual(before)
  await box.run(remote(recorder.url))
  const made = await box.tree()
  for (const verb of ['connect', 'disconnect', 'uninstall']) {
    await ends(box.run([verb, '--dry-run']), 0)
    expect(await box.tree()).toEqual(made)
  }
})

it('uninstall --dry-run names exactly what uninstall then does', async () => {
  await box.run(remote(recorder.url))
  await ends(box.run(['connect', '--to', 'shell', '--shell', 'bash', '--yes']), 0)
  const promised = await asked(box, ['uninstall', '--dry-run'], 'changes')
  const done = await asked(box, ['uninstall', '--yes'], 'changes')
  const named = ({ changes }: typeof done) =>
    changes
      .map(({ path, action }: { path: string; action: string }) => `${action} ${path}`)
      .toSorted()
  expect(named(promised)).toEqual(named(done))
  expect(Object.keys(await box.tree())).toEqual(['/'])
})
