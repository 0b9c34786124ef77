// Where the engine lives: folders that may not be written, a disk that fills up, homes with long and odd names.
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { couldNotRun } from '../bed.ts'
import { type Engine, engine, isCalm, patience, until } from './engine-stage.ts'
import { isHelpful } from './stage.ts'

const minute = 60_000
const nobody = 65_534
const asRoot = process.getuid?.() === 0

async function works(one: Engine): Promise<void> {
  expect(await one.sender.send(21)).toBe(200)
  await one.run(['restart'])
  expect(await one.tokens()).toBe(one.sender.acknowledged)
  await one.run(['verify'])
  expect((await one.run(['logs'])).stdout).toContain(' ready: ')
}

describe('a folder that may not be written', { timeout: 3 * minute }, () => {
  // What exists already in the last two is all that is written there.
  test.each([
    ['data/store', 1],
    ['state', 1],
    ['data', 0],
    ['state/logs', 0],
  ] as const)('%s: up ends with %i, and nothing is lost', async (name, code) => {
    const one = await engine({
      wish: asRoot ? { uid: nobody, gid: nobody } : {},
      prepare: async ({ home }) => {
        if (asRoot) chownSync(home, nobody, nobody)
      },
    })
    expect(await one.sender.send(13)).toBe(200)
    await one.run(['down'])
    const place = name.startsWith('data') ? one.data : one.state
    const folder = join(place, name.replace(/^\w+\/?/, ''))
    chmodSync(folder, 0o500)
    onTestFinished(() => void chmodSync(folder, 0o700))
    const ran = await one.run(['up'], code)
    if (code === 0) isCalm(ran)
    else {
      isHelpful(ran)
      expect(ran.stderr).toContain(folder)
      expect(ran.stderr).toMatch(/permission denied|or beside it in its folder/)
    }
    chmodSync(folder, 0o700)
    await one.run(['up'])
    expect(await one.tokens()).toBe(13)
  })
})

const disk = asRoot ? smallDisk() : null
afterAll(() => {
  if (disk === null) return
  execFileSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true })
})

function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'ct-engine-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=120m,mode=755', 'tmpfs', folder], {
      stdio: 'ignore',
    })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    couldNotRun('full disk under the engine', 'a small disk could not be mounted')
    return null
  }
}

const free = (): number => {
  const { bavail, bsize } = statfsSync(String(disk))
  return bavail * bsize
}

describe.skipIf(disk === null)('a full disk', { timeout: 4 * minute }, () => {
  const megabyte = 1024 * 1024

  test.each(['nearly full', 'full to the last byte'])(
    '%s: 503, degraded with the reason and 4, and well again by itself',
    async (how) => {
      const home = join(String(disk), `home ${how}`)
      await mkdir(home)
      const one = await engine({
        more: { CLAUDE_TELEMETRY_HOME: home },
        below: () => ({ state: join(home, 'state'), data: join(home, 'data') }),
      })
      expect(await one.sender.send(2)).toBe(200)
      const pid = await one.pid()
      const ballast = join(String(disk), 'ballast')
      onTestFinished(() => rmSync(ballast, { force: true }))
      const leave = how === 'nearly full' ? 4 * megabyte : 0
      writeFileSync(ballast, new Uint8Array(Math.max(0, free() - leave)))

      let status = 0
      await until(async () => (status = await one.sender.send(3)) !== 200, 'a refusal')
      expect(status).toBe(503)
      const said = await one.run(['status'], 4)
      isCalm(said)
      expect(said.stdout).toMatch(/degraded/)
      expect(said.stdout).toMatch(/disk is nearly full/)
      expect((await one.json(['status'], 4)).services[0]).toMatchObject({ state: 'unhealthy' })
      expect(await one.tokens()).toBe(one.sender.acknowledged)
      isCalm(await one.run(['up'], how === 'nearly full' ? 4 : 1))

      rmSync(ballast)
      await until(
        async () => (await one.box.run(['status'], { limit: patience })).code === 0,
        'it to be well again',
      )
      expect(await one.sender.send(5)).toBe(200)
      expect(await one.pid(), 'without a restart').toBe(pid)
      expect(await one.tokens()).toBe(one.sender.acknowledged)
      expect((await one.run(['logs'])).stdout).toMatch(/store is full now[^]*store is open now/)
    },
  )

  test('no byte left at the start: up says so, and nothing is lost', async () => {
    const home = join(String(disk), 'home at start')
    await mkdir(home)
    const one = await engine({
      more: { CLAUDE_TELEMETRY_HOME: home },
      below: () => ({ state: join(home, 'state'), data: join(home, 'data') }),
    })
    expect(await one.sender.send(17)).toBe(200)
    await one.run(['down'])
    const ballast = join(String(disk), 'ballast')
    onTestFinished(() => rmSync(ballast, { force: true }))
    writeFileSync(ballast, new Uint8Array(free()))
    const ran = await one.run(['up'], 1)
    isHelpful(ran)
    expect(ran.stderr).toMatch(/No room left on the disk/)
    // To stop and to delete is what makes room.
    await one.run(['down'])
    rmSync(ballast)
    await one.run(['up'])
    expect(await one.tokens()).toBe(17)
  })
})

describe('a HOME with another name', { timeout: 3 * minute }, () => {
  test.each([
    ['spaces, quotes and other alphabets', "my home, it's $HOME – žluťoučký 家"],
    ['a long path', Array.from({ length: 3 }, (_, at) => `${at}`.repeat(120)).join('/')],
  ])('%s', async (_, name) => {
    const outer = await mkdtemp(join(tmpdir(), 'ct-outer-'))
    onTestFinished(() => rm(outer, { recursive: true, force: true }))
    const home = join(outer, name)
    await mkdir(home, { recursive: true })
    const one = await engine({
      more: { HOME: home },
      below: () => ({
        state: join(home, '.local/state/claude-telemetry'),
        data: join(home, '.local/share/claude-telemetry'),
      }),
    })
    await works(one)
  })

  test('a home longer than a database may be named: said in words', async () => {
    const outer = await mkdtemp(join(tmpdir(), 'ct-outer-'))
    onTestFinished(() => rm(outer, { recursive: true, force: true }))
    const home = join(outer, ...Array.from({ length: 6 }, (_, at) => `${at}`.repeat(120)))
    await mkdir(home, { recursive: true })
    const one = await engine()
    const ran = await one.box.run(['init', '--yes', '--engine', 'embedded'], {
      env: { HOME: home },
      limit: patience,
    })
    expect(ran.code).toBe(1)
    isHelpful(ran)
    expect(ran.stderr).toMatch(/too long/)
    expect(ran.stderr).toContain('--home')
  })
})
