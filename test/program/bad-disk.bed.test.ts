// A disk that refuses: closed folders and files, another user's HOME, no room. Nothing is left half-written.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { couldNotRun } from '../bed.ts'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Ran, type Sealed, sealed, treeOf } from './sealed.ts'
import { asked, ends, isHelpful, leftovers, remote } from './stage.ts'

/** Root may write anywhere: then the program runs as a user whom the system can refuse something. */
const nobody = 65_534
const asRoot = process.getuid?.() === 0
const who = asRoot ? { uid: nobody, gid: nobody } : {}

let recorder: OtlpRecorder
beforeAll(async () => {
  recorder = await otlpRecorder()
})
afterAll(() => recorder.close())

let box: Sealed
beforeEach(async () => {
  box = await sealed()
  if (asRoot) chownSync(box.home, nobody, nobody)
  return async () => {
    opened(box.home)
    await box.remove()
  }
})

function opened(folder: string): void {
  for (const name of readdirSync(folder)) {
    const at = join(folder, name)
    if (!lstatSync(at).isDirectory()) continue
    chmodSync(at, 0o700)
    opened(at)
  }
}

function make(name: string, text: string | null, mode: number): void {
  const at = join(box.home, name)
  if (text === null) mkdirSync(at, { recursive: true })
  else {
    mkdirSync(dirname(at), { recursive: true })
    writeFileSync(at, text)
  }
  if (asRoot) for (let up = at; up !== box.home; up = dirname(up)) chownSync(up, nobody, nobody)
  chmodSync(at, mode)
}

const run = (args: readonly string[]): Promise<Ran> => box.run(args, who)
const init = (...more: string[]): string[] => [...remote(recorder.url), ...more]

describe('what may not be written or read', () => {
  it.each(['.config', '.local', '.local/share', '.local/state'])(
    '%s is closed: nothing at all is changed',
    async (folder) => {
      make(folder, null, 0o500)
      const before = await box.tree()
      const ran = await ends(run(init()), 1)
      isHelpful(ran)
      expect(ran.stderr).toContain(join(box.home, folder))
      expect((await asked(box, init(), 'failure', who)).code).toBe('file-unwritable')
      expect(await box.tree()).toEqual(before)
    },
  )

  it('HOME itself is closed', async () => {
    chmodSync(box.home, 0o500)
    isHelpful(await ends(run(init()), 1))
    chmodSync(box.home, 0o700)
    expect(Object.keys(await box.tree())).toEqual(['/'])
  })

  it.each([
    ['the folder of the settings', '.claude', null, 0o500],
    ['settings that may not be written', '.claude/settings.json', '{"model":"opus"}\n', 0o400],
    ['settings that may not be read', '.claude/settings.json', '{"model":"opus"}\n', 0o000],
  ])('%s: the file is untouched, the rest stays and can be undone', async (_, name, text, mode) => {
    make(name, text, mode)
    const before = await box.tree()
    const ran = await ends(run(init()), 1)
    isHelpful(ran)
    const after = await box.tree()
    expect(leftovers(after)).toEqual([])
    for (const [path, what] of Object.entries(before)) expect(after[path], path).toBe(what)
    await ends(run(['uninstall', '--yes']), 0)
    expect(await box.tree()).toEqual(before)
  })

  it('stack.json may not be read', async () => {
    await ends(run(init()), 0)
    chmodSync(join(box.home, '.config/claude-telemetry/stack.json'), 0)
    for (const verb of ['env', 'status', 'verify']) isHelpful(await ends(run([verb]), 1))
    await ends(run(['uninstall', '--yes']), 0)
    expect(Object.keys(await box.tree())).toEqual(['/'])
  })

  it('connect cannot write: nothing is changed, and it can be done again', async () => {
    await ends(run(init('--connect', 'none')), 0)
    make('.claude', null, 0o500)
    const before = await box.tree()
    isHelpful(await ends(run(['connect', '--yes']), 1))
    expect(await box.tree()).toEqual(before)
    chmodSync(join(box.home, '.claude'), 0o700)
    await ends(run(['connect', '--yes']), 0)
  })

  it('disconnect cannot write: it says what is left, and ends well later', async () => {
    make('.claude/settings.json', '{"model":"opus"}\n', 0o600)
    await ends(run(init()), 0)
    chmodSync(join(box.home, '.claude'), 0o500)
    const ran = await ends(run(['disconnect']), 1)
    expect(ran.stdout + ran.stderr).toContain('settings.json')
    await ends(run(['uninstall', '--yes']), 1)
    chmodSync(join(box.home, '.claude'), 0o700)
    await ends(run(['uninstall', '--yes']), 0)
    expect(Object.keys(await box.tree())).toEqual(['/', '/.claude/', '/.claude/settings.json'])
  })
})

it.skipIf(!asRoot)('root changes nothing in the HOME of a user who is set up', async () => {
  await ends(run(init()), 0)
  const before = await box.tree()
  const changing = [
    init(),
    ['connect', '--to', 'shell', '--shell', 'bash', '--yes'],
    ['disconnect'],
    ['config', 'set', 'traces', 'on'],
    ['uninstall', '--yes'],
  ]
  for (const args of changing) {
    isHelpful(await ends(box.run(args), 2, args.join(' ')))
    expect(await box.tree()).toEqual(before)
  }
  await ends(run(['uninstall', '--yes']), 0)
})

it('the HOME of another user is refused', async () => {
  const env = { HOME: asRoot ? box.home : '/' }
  const before = await box.tree()
  const ran = await ends(box.run(init(), { env }), 2)
  isHelpful(ran)
  expect((await asked(box, init(), 'failure', { env })).code).toBe('home-of-another-user')
  expect(await box.tree()).toEqual(before)
})

/** A disk of our own that can be filled; only root may mount one. */
const room = asRoot ? smallDisk() : null
afterAll(() => {
  if (room === null) return
  execFileSync('umount', [room])
  rmSync(room, { recursive: true })
})

function smallDisk(): string | null {
  const folder = `/tmp/ct-small-disk-${process.pid}`
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1g,mode=755', 'tmpfs', folder], {
      stdio: 'ignore',
    })
    return folder
  } catch {
    rmSync(folder, { recursive: true, force: true })
    couldNotRun('full disk', 'a small disk could not be mounted')
    return null
  }
}

if (!asRoot) couldNotRun('full disk', 'only root may mount a small disk')

describe.skipIf(room === null)('a full disk', () => {
  const home = join(room ?? '/nowhere', 'home')
  const env = { HOME: home }
  const remount = (wish: string): void =>
    void execFileSync('mount', ['-o', `remount,${wish}`, room!])

  beforeEach(() => {
    remount('size=1g,nr_inodes=10000')
    for (const name of readdirSync(room!)) rmSync(join(room!, name), { recursive: true })
    mkdirSync(home)
  })

  it('is seen before anything is made', async () => {
    remount('size=4k')
    const ran = await ends(box.run(init(), { env }), 1)
    isHelpful(ran)
    expect((await asked(box, init(), 'failure', { env })).code).toBe('disk-full')
    expect(Object.keys(await treeOf(home))).toEqual(['/'])
  })

  /** Names run out at every step in turn: folders, list, lock, wish, receipt, program, starter, settings. */
  it.each([...Array(22).keys(), 30, 60, 90])('with %i names left', async (names) => {
    remount(`nr_inodes=${names + 2}`)
    const ran = await box.run(init(), { env })
    const tree = await treeOf(home)
    expect(leftovers(tree), 'nothing half-written').toEqual([])
    for (const [name, what] of Object.entries(tree)) {
      if (!name.endsWith('.json') || name.includes('/program/')) continue
      const text = Buffer.from(what.split(' ')[2] ?? '', 'base64').toString('utf8')
      expect(() => void JSON.parse(text), name).not.toThrow()
    }
    expect(ran.code, ran.stderr).toBe(1)
    expect(ran.stderr).toContain('No room left')
    isHelpful(ran)
    remount('nr_inodes=10000')
    if (names % 2 === 0) await ends(box.run(init(), { env }), 0, 'with room it is completed')
    await ends(box.run(['uninstall', '--yes'], { env }), 0)
    expect(Object.keys(await treeOf(home))).toEqual(['/'])
  })

  it('fills up later: what stands is kept until there is room again', async () => {
    await ends(box.run(init(), { env }), 0)
    const before = await treeOf(home)
    remount(`nr_inodes=${Object.keys(before).length + 1}`)
    for (const args of [
      ['config', 'set', 'traces', 'on'],
      init('--traces'),
      ['uninstall', '--yes'],
    ]) {
      const ran = await ends(box.run(args, { env }), 1)
      isHelpful(ran)
      expect(await treeOf(home)).toEqual(before)
    }
    remount('nr_inodes=10000')
    await ends(box.run(['uninstall', '--yes'], { env }), 0)
    expect(Object.keys(await treeOf(home))).toEqual(['/'])
  })
})
