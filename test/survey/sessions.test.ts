// Open sessions: stand-ins with the client's names, really running, found with their folder and start.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sessionsFindings } from '../../src/survey/sessions-findings.ts'
import { isSession, readPs } from '../../src/survey/sessions-match.ts'
import { lookAtSessions } from '../../src/survey/sessions.ts'
import { surroundings } from '../../src/world/surroundings.ts'

describe('what is a session', () => {
  const node = '/usr/bin/node'
  test.each([
    ['native', ['claude', '--continue'], '/home/u/.local/share/claude/versions/2.1.329'],
    [
      'native, called by its path',
      ['/home/u/.local/bin/claude'],
      '/home/u/.local/share/claude/versions/2.1.329',
    ],
    [
      'native, updated meanwhile',
      ['claude'],
      '/home/u/.local/share/claude/versions/2.1.300 (deleted)',
    ],
    [
      'native of npm',
      ['/usr/lib/node_modules/@anthropic-ai/claude-code-linux-x64/claude', '-p', 'hi'],
      '/usr/lib/node_modules/@anthropic-ai/claude-code-linux-x64/claude',
    ],
    [
      'node with the script',
      [node, '/usr/lib/node_modules/@anthropic-ai/claude-code/cli.js'],
      node,
    ],
    [
      'node with options',
      ['node', '--max-old-space-size=4096', '/x/@anthropic-ai/claude-code/cli.js', '-p'],
      node,
    ],
    ['node with the link', [node, '/usr/local/bin/claude'], node],
    ['node that renamed itself', ['claude'], node],
    ['seen by ps only', ['/opt/homebrew/bin/claude', '-p'], null],
  ])('%s', (_, argv, exe) => expect(isSession({ argv, exe })).toBe(true))

  test.each([
    ['ourselves', [node, '/usr/local/bin/claude-telemetry', 'doctor'], node],
    ['ourselves, as a file', [node, '/x/node_modules/claude-telemetry/dist/main.js'], node],
    ['an editor with that word', ['vim', 'claude'], '/usr/bin/vim'],
    ['a shell that starts it', ['bash', '/usr/local/bin/claude'], '/usr/bin/bash'],
    ['the search tool inside', ['rg', '--files'], '/home/u/.local/share/claude/versions/2.1.329'],
    ['the Desktop app', ['/Applications/Claude.app/Contents/MacOS/Claude'], null],
    ['a kernel thread', [''], null],
    ['another script', [node, '/x/cli.js', '/x/@anthropic-ai/claude-code/cli.js'], node],
    ['a search for it', ['grep', 'claude'], null],
  ])('not %s', (_, argv, exe) => expect(isSession({ argv, exe })).toBe(false))

  test('ps is read by its columns', () => {
    expect(
      readPs(
        ' 4711 Sat Nov 21 10:00:52 2026 claude --continue\n   12 Sun Nov  1 01:02:03 2026 /bin/x y\nodd\n',
      ),
    ).toEqual([
      {
        pid: 4711,
        started: new Date(2026, 10, 21, 10, 0, 52).getTime(),
        command: 'claude --continue',
      },
      { pid: 12, started: new Date(2026, 10, 1, 1, 2, 3).getTime(), command: '/bin/x y' },
    ])
  })
})

describe.runIf(process.platform === 'linux')('sessions that run', () => {
  let folder = ''
  let began = 0
  const children: ChildProcess[] = []

  async function start(program: string, args: string[], argv0?: string): Promise<number> {
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      ...(argv0 === undefined ? {} : { argv0 }),
    })
    children.push(child)
    await once(child, 'spawn')
    return child.pid ?? 0
  }

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'sessions-')))
    await copyFile('/bin/sleep', join(folder, 'claude'))
    await copyFile('/bin/sleep', join(folder, 'claude-telemetry'))
    await mkdir(join(folder, '@anthropic-ai/claude-code'), { recursive: true })
    await writeFile(
      join(folder, '@anthropic-ai/claude-code/cli.js'),
      'setTimeout(() => {}, 60_000)',
    )
    began = Date.now()
  })
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  test('are found with start and folder; what only resembles them is not', async () => {
    const native = await start(join(folder, 'claude'), ['60'])
    const script = await start(process.execPath, [join(folder, '@anthropic-ai/claude-code/cli.js')])
    const others = [
      await start(join(folder, 'claude-telemetry'), ['60']),
      await start(join(folder, 'claude'), ['60'], 'rg'),
      await start('/bin/sleep', ['60'], 'claude'),
    ]
    const seen = (await lookAtSessions(surroundings())) ?? []
    for (const pid of [native, script]) {
      const session = seen.find((one) => one.pid === pid)
      expect(session).toMatchObject({ pid, cwd: folder })
      expect(Math.abs((session?.started ?? 0) - began)).toBeLessThan(5000)
    }
    expect(seen.filter(({ pid }) => others.includes(pid))).toEqual([])
    expect(sessionsFindings(seen, Date.now() + 2000).map(({ layer }) => layer)).toContain(
      `pid ${native}`,
    )
    expect(
      sessionsFindings(
        seen.filter(({ pid }) => pid === native),
        began - 2000,
      )[0]?.level,
    ).toBe('ok')
  })

  test('belong to this user only', async () => {
    const pid = await start(join(folder, 'claude'), ['60'])
    const seen = await lookAtSessions({ ...surroundings(), uid: (process.getuid?.() ?? 0) + 1 })
    expect(seen?.some((one) => one.pid === pid)).toBe(false)
  })

  test('ps finds them too', async () => {
    const pid = await start(join(folder, 'claude'), ['60'])
    const session = (await lookAtSessions({ ...surroundings(), platform: 'darwin' }))?.find(
      (one) => one.pid === pid,
    )
    expect(Math.abs((session?.started ?? 0) - Date.now())).toBeLessThan(10_000)
  })
})

describe('what is said', () => {
  const session = { pid: 7, started: 1000, cwd: "/it's here" }
  test('each old one is named, with a line that works', () => {
    const found = sessionsFindings([session, { pid: 8, started: 3000, cwd: null }], 2000)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      level: 'warning',
      layer: 'pid 7',
      fix: expect.stringContaining(`cd '/it'\\''s here' && claude --continue`),
    })
  })
  test('no change, no sessions, no way to look', () => {
    expect(sessionsFindings([session], null)[0]?.level).toBe('ok')
    expect(sessionsFindings([], 2000)[0]?.level).toBe('ok')
    expect(sessionsFindings(null, 2000)[0]?.level).toBe('note')
  })
  test('one whose start is unknown is named rather than missed', () => {
    expect(sessionsFindings([{ ...session, started: null }], 2000)[0]?.level).toBe('warning')
  })
})
