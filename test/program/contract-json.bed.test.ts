// Every command's --json, when it works and when it fails: one document, the promised shape, the same exit code.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Sealed, sealed } from './sealed.ts'
import type { Shape } from './shapes.ts'
import { asked, deadEndpoint, judged, remote, setUpHome } from './stage.ts'

let recorder: OtlpRecorder
let good: Sealed
let bad: Sealed
let empty: Sealed
let dead: string

beforeAll(async () => {
  recorder = await otlpRecorder()
  dead = await deadEndpoint()
  ;[good, bad, empty] = await Promise.all([
    setUpHome(recorder.url, 0),
    setUpHome(dead, 4),
    sealed(),
  ])
})
afterAll(async () => {
  await Promise.all([good, bad, empty].map((box) => box.remove()))
  await recorder.close()
})

type Case = readonly [line: string, shape: Shape, code: number]

const wherever: readonly Case[] = [
  ['doctor --list', 'list', 0],
  ['config show', 'settings', 0],
  ['config path', 'path', 0],
  ['config get endpoint', 'setting', 0],
  ['completion bash', 'script', 0],
  ['completion zsh', 'script', 0],
  ['completion fish', 'script', 0],
  ['completion powershell', 'script', 0],
  ['doctor --only protocol-word', 'doctor', 0],
  ['config get colour', 'failure', 2],
  ['config set endpoint nonsense', 'failure', 2],
  ['config set', 'failure', 2],
  ['config', 'failure', 2],
  ['completion tcsh', 'failure', 2],
  ['completion', 'failure', 2],
  ['doctor --only colour', 'failure', 2],
  ['status --colour', 'failure', 2],
  ['colour', 'failure', 2],
  ['env --shell klingon', 'failure', 2],
  ['connect --to moon', 'failure', 2],
  ['status surplus', 'failure', 2],
  ['status --stack ../up', 'failure', 2],
]

const inGood: readonly Case[] = [
  ...wherever,
  ['env', 'env', 0],
  ['env --unset', 'env', 0],
  ['connect --dry-run', 'changes', 0],
  ['connect', 'changes', 0],
  ['disconnect --dry-run', 'changes', 0],
  ['status', 'status', 0],
  ['verify', 'verify', 0],
  ['uninstall --dry-run', 'changes', 0],
  ['uninstall', 'failure', 2],
  ['connect --to managed', 'failure', 2],
]

const inBad: readonly Case[] = [
  ['status', 'status', 4],
  ['verify', 'verify', 4],
  ['doctor', 'doctor', 4],
  ['doctor --full', 'doctor', 4],
  ['env', 'env', 0],
]

const inEmpty: readonly Case[] = [
  ...wherever,
  ['init --dry-run', 'init', 0],
  ['init --yes --login', 'failure', 3],
  ['init --yes --engine remote', 'failure', 2],
  ['env', 'failure', 3],
  ['connect', 'failure', 3],
  ['connect --yes', 'failure', 3],
  ['disconnect', 'changes', 0],
  ['status', 'status', 0],
  ['verify', 'failure', 3],
  ['uninstall', 'changes', 0],
  ['uninstall --yes', 'changes', 0],
]

async function holds(box: Sealed, [line, shape, code]: Case): Promise<any> {
  const ran = await box.run([...line.split(' '), '--json'])
  const said = judged(ran, shape)
  expect(ran.code, ran.stdout).toBe(code)
  expect(JSON.parse(ran.stdout).ok).toBe(shape !== 'failure')
  return said
}

describe('set up, and the endpoint answers', () => {
  it.each(inGood)('%s', async (...one) => {
    const before = await good.tree()
    await holds(good, one)
    expect(await good.tree(), 'nothing of this changes anything').toEqual(before)
  })
})

describe('set up, and nothing answers', () => {
  it.each(inBad)('%s', async (...one) => void (await holds(bad, one)))
})

describe('nothing is set up', () => {
  it.each(inEmpty)('%s', async (...one) => {
    await holds(empty, one)
    expect(Object.keys(await empty.tree()), 'nothing is left behind').toEqual(['/'])
  })
})

describe('what changes something', () => {
  it('init, config set, connect, disconnect, connect elsewhere, uninstall', async () => {
    const box = await sealed()
    try {
      const made = await asked(box, [...remote(recorder.url)], 'init')
      expect(made).toMatchObject({
        stack: 'claude-telemetry',
        engine: 'remote',
        connected: 'settings',
      })
      expect(made.addresses).toMatchObject({ otlp_http: recorder.url, otlp_grpc: null })
      expect(made.verify.hops).toMatchObject([
        { id: 'metrics', ok: true },
        { id: 'logs', ok: true },
      ])
      expect(
        await asked(box, ['config', 'set', 'metrics-interval', '5000'], 'setting'),
      ).toMatchObject({ value: 5000 })
      const connected = await asked(box, ['connect', '--yes'], 'changes')
      expect(connected.changes).toMatchObject([
        { path: join(box.home, '.claude/settings.json'), action: 'changed' },
      ])
      const gone = await asked(box, ['disconnect'], 'changes')
      expect(gone.changes).toMatchObject([
        { path: join(box.home, '.claude/settings.json'), action: 'removed' },
      ])
      await writeFile(join(box.home, '.bashrc'), 'alias ll="ls -l"\n')
      const shell = await asked(
        box,
        ['connect', '--to', 'shell', '--shell', 'bash', '--yes'],
        'changes',
      )
      expect(shell.changes.length).toBeGreaterThan(0)
      const out = await asked(
        box,
        ['connect', '--to', 'managed', '--out', 'policy', '--yes'],
        'changes',
      )
      expect(
        out.changes.every(({ path }: { path: string }) =>
          path.startsWith(join(box.home, 'policy')),
        ),
      ).toBe(true)
      await asked(box, ['uninstall', '--yes'], 'changes')
      expect(Object.keys(await box.tree())).toEqual(['/', '/.bashrc'])
    } finally {
      await box.remove()
    }
  })

  it.each(['init', 'init --yes'])('%s: the embedded engine, and where it is', async (line) => {
    const box = await sealed()
    try {
      const made = await asked(box, line.split(' '), 'init')
      expect(made).toMatchObject({
        engine: 'embedded',
        connected: line.includes('--yes') ? 'settings' : 'none',
      })
      const { otlp_http, otlp_grpc, page } = made.addresses
      for (const address of [otlp_http, otlp_grpc, page])
        expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      const ids = made.verify.hops.map(({ id }: { id: string }) => id).join(' ')
      for (const protocol of ['http/protobuf', 'http/json', 'grpc']) expect(ids).toContain(protocol)
      expect(made.verify.hops.every(({ ok }: { ok: boolean }) => ok)).toBe(true)
      expect((await fetch(page)).status).toBe(200)
      await asked(box, ['uninstall', '--yes'], 'changes')
      expect(Object.keys(await box.tree())).toEqual(['/'])
    } finally {
      await box.remove()
    }
  })

  it('a grpc endpoint is named as one', async () => {
    const box = await sealed()
    const grpc = await otlpRecorder('grpc')
    try {
      const made = await asked(box, [...remote(grpc.url), '--protocol', 'grpc'], 'init')
      expect(made.addresses).toMatchObject({ otlp_http: null, otlp_grpc: grpc.url })
      expect(made.verify.hops).toMatchObject([{ ok: true }, { ok: true }])
    } finally {
      await grpc.close()
      await box.remove()
    }
  })
})

it('progress and hints stay off standard output, and out of the way with --quiet', async () => {
  const box = await sealed()
  const ran = await box.run([...remote(dead), '--json'])
  const quiet = await box.run([...remote(dead), '--quiet'])
  await box.remove()
  expect(judged(ran, 'init').verify.hops[0]).toMatchObject({ ok: false })
  expect(ran.stderr).toContain('The endpoint does not accept metrics')
  expect(quiet.stderr).toBe('')
})
