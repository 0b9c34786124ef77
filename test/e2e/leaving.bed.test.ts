// Leaving: nothing of ours stays, whatever state the engine is in; or the data and nothing else, which a later init finds again.
import { createServer } from 'node:net'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { isAlive } from '../../src/world/alive.ts'
import { freePort } from '../../src/world/net.ts'
import { type Sealed, sealed, treeOf } from '../program/sealed.ts'

const limit = { timeout: 120_000 }

let box: Sealed
beforeEach(async () => {
  box = await sealed()
  await mkdir(join(box.home, '.claude'), { mode: 0o750 })
  await writeFile(join(box.home, '.claude/settings.json'), '{\r\n\t"model": "sonnet"\r\n}')
  await writeFile(join(box.home, '.bashrc'), 'alias ll="ls -l"', { mode: 0o640 })
  await mkdir(join(box.home, '.config/other'), { recursive: true, mode: 0o755 })
  return () => box.remove()
})

interface Set {
  readonly ports: readonly number[]
  readonly pid: number
  works(...args: readonly string[]): Promise<any>
}

/** Set up, with something in the store. `where` says where everything lies, and of which stack. */
async function setUp(
  where: readonly string[] = [],
  state = '.local/state/claude-telemetry',
  more: readonly string[] = [],
): Promise<Set> {
  const works = async (...args: readonly string[]): Promise<any> => {
    const ran = await box.run([...where, ...args, '--json'], { limit: 60_000 })
    expect(ran.code, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`).toBe(0)
    return JSON.parse(ran.stdout).data
  }
  const ports = [await freePort(), await freePort(), await freePort()]
  const flags = ['--http-port', '--grpc-port', '--page-port'].flatMap((flag, at) => [
    flag,
    String(ports[at]),
  ])
  await works('init', '--yes', ...flags, ...more)
  await fill(ports[0] ?? 0)
  const mark = JSON.parse(await readFile(join(box.home, state, 'serve.json'), 'utf8'))
  return { ports, pid: mark.pid, works }
}

async function fill(port: number): Promise<void> {
  const now = BigInt(Date.now()) * 1_000_000n
  const point = {
    startTimeUnixNano: String(now - 10_000_000_000n),
    timeUnixNano: String(now),
    asDouble: 1234,
    attributes: [
      { key: 'type', value: { stringValue: 'input' } },
      { key: 'session.id', value: { stringValue: 'one' } },
    ],
  }
  const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point] }
  const metrics = [{ name: 'claude_code.token.usage', unit: 'tokens', sum }]
  const answer = await fetch(`http://127.0.0.1:${port}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }),
  })
  expect(answer.status).toBe(200)
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** An ended process keeps its number until somebody has taken note of it. */
async function hasEnded({ pid, ports }: Set): Promise<void> {
  await notedDead(pid)
  expect(isAlive(pid)).toBe(false)
  for (const port of ports) expect(await isFree(port), String(port)).toBe(true)
}

async function tokens({ works }: Set): Promise<unknown> {
  const { metrics } = await works('metrics', 'claude_code.token.usage')
  return metrics.map(({ total, by }: { total: number; by: unknown }) => [total, by])
}

async function killed(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await notedDead(pid)
}

async function notedDead(pid: number): Promise<void> {
  for (const end = Date.now() + 30_000; isAlive(pid) && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('uninstall', () => {
  test.each([
    ['runs', async () => undefined],
    ['was killed', ({ pid }: Set) => killed(pid)],
    ['was stopped', ({ works }: Set) => works('down')],
    ['was used in every way', useAll],
  ])('nothing is left where the engine %s', limit, async (_, before) => {
    const tree = await box.tree()
    const ours = await setUp()
    await before(ours)
    const promised = await ours.works('uninstall', '--dry-run')
    const { changes } = await ours.works('uninstall', '--yes')
    expect(await box.tree()).toEqual(tree)
    await hasEnded(ours)
    expect(named(promised.changes)).toEqual(named(changes))
    expect(changes).toContainEqual(
      expect.objectContaining({ action: 'removed', reason: 'all that was collected' }),
    )
  })

  test.each(['--home', 'a variable'])(
    'nor where everything lies elsewhere, by %s',
    limit,
    async (by) => {
      const home = join(box.home, 'else where')
      const tree = await box.tree()
      if (by !== '--home') {
        const { run } = box
        box = {
          ...box,
          run: (args, wish) => run(args, { ...wish, env: { CLAUDE_TELEMETRY_HOME: home } }),
        }
      }
      const ours = await setUp(by === '--home' ? ['--home', home] : [], 'else where/state')
      await ours.works('uninstall', '--yes')
      expect(await box.tree()).toEqual(tree)
      await hasEnded(ours)
    },
  )

  test(
    'a second stack stays as it is, and running; gone in its turn, nothing is left',
    limit,
    async () => {
      const tree = await box.tree()
      const first = await setUp()
      const second = await setUp(
        ['--stack', 'team-a'],
        '.local/state/claude-telemetry/stacks/team-a',
        ['--connect', 'none'],
      )
      const data = join(box.home, '.config/claude-telemetry/stacks')
      const before = await treeOf(data)
      const { changes } = await first.works('uninstall', '--yes')
      expect(changes).toContainEqual(
        expect.objectContaining({
          action: 'left',
          reason: expect.stringContaining('another stack'),
        }),
      )
      await hasEnded(first)
      expect(isAlive(second.pid)).toBe(true)
      expect((await second.works('status')).state).toBe('running')
      expect(await tokens(second)).toEqual([[1234, expect.anything()]])
      expect(await treeOf(data)).toEqual(before)
      await second.works('uninstall', '--yes')
      expect(await box.tree()).toEqual(tree)
      await hasEnded(second)
    },
  )
})

/** Everything that leaves a file somewhere. */
async function useAll({ works }: Set): Promise<void> {
  await works('config', 'set', 'identity', 'email=hash')
  await works('restart')
  await works('connect', '--to', 'shell', '--shell', 'bash', '--yes')
  await works('init', '--yes', '--include-version')
  await works('status')
  await works('logs')
}

const named = (changes: readonly { path: string; action: string }[]): string[] =>
  changes.map(({ path, action }) => `${action} ${path}`).toSorted()

describe('uninstall --keep-data', () => {
  test.each([
    [
      'where it lies for everybody',
      [],
      '.local/state/claude-telemetry',
      '/.local/share/claude-telemetry',
    ],
    ['in a home of its own', ['--home', 'own'], 'own/state', '/own/data'],
  ])(
    'leaves the data and nothing else, %s; init finds it again',
    limit,
    async (_, where, state, data) => {
      const tree = await box.tree()
      const ours = await setUp(where, state)
      const before = await tokens(ours)
      const { changes } = await ours.works('uninstall', '--keep-data')
      await hasEnded(ours)
      expect(changes.filter(({ action }: { action: string }) => action === 'left')).toEqual([
        expect.objectContaining({ path: join(box.home, data, 'store') }),
      ])
      const left = Object.keys(await box.tree()).filter((path) => !(path in tree))
      const isData = (path: string): boolean =>
        path.startsWith(`${data}/store/`) || path === `${data}/folders.json`
      // The folders on the way to it, and no other.
      expect(left.filter((path) => !isData(path) && !`${data}/`.startsWith(path))).toEqual([])
      expect(await ours.works('uninstall', '--keep-data')).toMatchObject({
        changes: [{ action: 'left' }],
      })
      const again = await setUpAgain(ours)
      expect(await tokens(again)).toEqual(before)
      await again.works('uninstall', '--keep-data')
      await again.works('uninstall', '--yes')
      expect(await box.tree()).toEqual(tree)
    },
  )
})

test(
  'the data goes too, where only it was left and the folders above are the user’s',
  limit,
  async () => {
    for (const name of ['state', 'share'])
      await mkdir(join(box.home, '.local', name), { recursive: true, mode: 0o755 })
    const tree = await box.tree()
    const ours = await setUp()
    await ours.works('uninstall', '--keep-data')
    const { changes } = await ours.works('uninstall', '--yes')
    expect(await box.tree()).toEqual(tree)
    expect(named(changes).filter((line) => line.includes('/state'))).toEqual([])
  },
)

async function setUpAgain(former: Set): Promise<Set> {
  await former.works('init', '--yes', '--page-port', String(former.ports[2]))
  return former
}
