// backup, restore and forget with the built program: totals equal before and after, and nothing half anywhere.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { firstSchema, slotOf } from '../../src/embedded/store/schema.ts'
import { writeArchive } from '../../src/world/archive.ts'
import { openDatabase } from '../../src/world/database.ts'
import { sha256 } from '../../src/world/files.ts'
import { couldNotRun } from '../bed.ts'
import { type Engine, engine } from './engine-stage.ts'
import { harmed } from './harmed.ts'

const long = { timeout: 240_000 }
const at = Date.UTC(2026, 5, 1, 12)
const databases = (data: string) =>
  readdirSync(join(data, 'store')).filter((name) => /\.db(?:\.before-.*Z)?$/.test(name))
/** What a run that failed must not leave behind. */
const drafts = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.tmp'))

async function sentSome(stage: Engine, tokens: number): Promise<void> {
  for (let count = 0; count < 5; count++) expect(await stage.sender.send(tokens)).toBe(200)
}

test('what was backed up while it ran is back, the rest is kept beside it', long, async () => {
  const stage = await engine()
  await sentSome(stage, 100)
  const file = join(stage.box.home, 'kept.tar.gz')
  // Taken while more comes in: nothing waits for the copy.
  const [made] = await Promise.all([stage.json(['backup', file]), stage.sender.send(1000)])
  expect(made).toMatchObject({ path: file, schema: 2 })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(execFileSync('tar', ['tzf', file], { encoding: 'utf8' }).split('\n')).toContain(
    'telemetry.db',
  )
  await sentSome(stage, 7)
  expect(await stage.tokens()).toBe(1535)

  expect((await stage.json(['restore', file], 2)).code).toBe('answer-needed')
  expect(await stage.tokens()).toBe(1535)
  const restored = await stage.json(['restore', '--yes', file])
  expect(restored.running).toBe(true)
  expect([500, 1500]).toContain(await stage.tokens())
  const before = openDatabase(restored.set_aside, { readOnly: true })
  const tokens = `SELECT sum(value) AS sum FROM delta JOIN metric ON id = metric WHERE name LIKE '%token%'`
  expect(before.prepare(tokens).get()).toMatchObject({ sum: 1535 })
  before.close()
  await sentSome(stage, 1)
  expect((await stage.json(['backup', file], 2)).code).toBe('value-conflict')
  await stage.json(['backup', '--replace', file])
  expect(drafts(stage.box.home)).toEqual([])
  expect(drafts(join(stage.data, 'store'))).toEqual([])
})

test('while nothing runs, and back while nothing runs', long, async () => {
  const stage = await engine()
  await sentSome(stage, 3)
  await stage.run(['down'])
  const file = join(stage.box.home, 'kept.tar.gz')
  await stage.json(['backup', file])
  await stage.run(['up'])
  await sentSome(stage, 4)
  await stage.run(['down'])
  expect(await stage.json(['restore', '--yes', file])).toMatchObject({ running: false })
  await stage.run(['up'])
  expect(await stage.tokens()).toBe(15)
})

describe('a file that cannot be restored changes nothing', () => {
  test('damaged, cut, of another program, not there', long, async () => {
    const stage = await engine()
    await sentSome(stage, 10)
    const file = join(stage.box.home, 'kept.tar.gz')
    await stage.json(['backup', file])
    const whole = readFileSync(file)
    const flipped = harmed(whole)
    const pid = await stage.pid()
    const wrecks = {
      flipped,
      cut: whole.subarray(0, whole.length - 40),
      'cut by one byte': whole.subarray(0, whole.length - 1),
      text: Buffer.from('hello\n'.repeat(100)),
      empty: Buffer.alloc(0),
    }
    for (const [name, bytes] of Object.entries(wrecks)) {
      writeFileSync(join(stage.box.home, name), bytes)
      const said = await stage.json(['restore', '--yes', join(stage.box.home, name)], 1)
      expect([name, said.code]).toEqual([name, 'backup-damaged'])
    }
    expect((await stage.json(['restore', '--yes', '/nowhere/at/all'], 1)).code).toBe(
      'file-unreadable',
    )
    expect(await stage.pid()).toBe(pid)
    expect(await stage.tokens()).toBe(50)
    expect(databases(stage.data)).toEqual(['telemetry.db'])
    expect(drafts(join(stage.data, 'store'))).toEqual([])
  })

  test('of a newer schema; of an older one it is brought up to date', long, async () => {
    const stage = await engine()
    await sentSome(stage, 10)
    const newer = await archived(stage.box.home, 99, () => undefined)
    expect((await stage.json(['restore', '--yes', newer], 1)).code).toBe('store-newer')
    expect(await stage.tokens()).toBe(50)
    const older = await archived(stage.box.home, 1, (path) => {
      const db = openDatabase(path)
      db.exec(`PRAGMA auto_vacuum = INCREMENTAL; ${firstSchema} PRAGMA user_version = 1;
        INSERT INTO metric VALUES(1, 'claude_code.token.usage', 'tokens');
        INSERT INTO session VALUES(1, 's'); INSERT INTO labelset(id, key, type) VALUES(1, '{"type":"input"}', 'input');
        INSERT INTO delta VALUES(1, ${at}, 1, 1, ${at - 1000}, 77);
        INSERT INTO rollup VALUES(1, ${slotOf(at)}, 1, 77, 1);
        INSERT INTO session_total VALUES(1, 1, 1, 77, ${at - 1000}, ${at})`)
      db.close()
    })
    await stage.json(['restore', '--yes', older])
    expect(await stage.tokens()).toBe(77)
    expect(await stage.sender.send(3)).toBe(200)
    expect(await stage.tokens()).toBe(80)
  })
})

async function archived(
  folder: string,
  schema: number,
  fill: (path: string) => void,
): Promise<string> {
  const path = join(folder, `made-${schema}.db`)
  writeFileSync(path, '')
  fill(path)
  const bytes = readFileSync(path)
  const manifest = {
    format: 'claude-telemetry backup',
    formatVersion: 1,
    schema,
    version: '0.0.1',
    stack: 'claude-telemetry',
    made: new Date(at).toISOString(),
    bytes: bytes.length,
    sha256: sha256(bytes),
  }
  const text = Buffer.from(JSON.stringify(manifest))
  const file = join(folder, `made-${schema}.tar.gz`)
  const parts = [
    { name: 'manifest.json', size: text.length, from: text },
    { name: 'telemetry.db', size: bytes.length, from: { path } },
  ]
  await writeArchive(file, parts, new AbortController().signal)
  return file
}

test(
  'a disk that is too small for it: said, nothing left on it, and the engine goes on',
  long,
  async () => {
    const disk = smallDisk('64k')
    if (disk === null) return
    const stage = await engine()
    await sentSome(stage, 10)
    const said = await stage.json(['backup', join(disk, 'kept.tar.gz')], 1)
    expect(said.code).toBe('disk-full')
    expect(readdirSync(disk)).toEqual([])
    await sentSome(stage, 10)
    expect(await stage.tokens()).toBe(100)
  },
)

test(
  'a disk that is too small to bring it back: what is there stays, and nothing half',
  long,
  async () => {
    const disk = smallDisk('64m')
    if (disk === null) return
    const stage = await engine({
      more: { CLAUDE_TELEMETRY_HOME: join(disk, 'home') },
      below: () => ({ state: join(disk, 'home/state'), data: join(disk, 'home/data') }),
    })
    await sentSome(stage, 10)
    // Zeros take no room in the archive.
    const large = await archived(stage.box.home, 2, (path) =>
      writeFileSync(path, new Uint8Array(100e6)),
    )
    const pid = await stage.pid()
    expect((await stage.json(['restore', '--yes', large], 1)).code).toBe('disk-full')
    expect(drafts(join(stage.data, 'store'))).toEqual([])
    expect(databases(stage.data)).toEqual(['telemetry.db'])
    expect(await stage.pid()).toBe(pid)
    await sentSome(stage, 10)
    expect(await stage.tokens()).toBe(100)
  },
)

function smallDisk(size: string): string | null {
  if (process.getuid?.() !== 0) {
    couldNotRun('backup to a full disk', 'only root may mount a small disk')
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-small-'))
  onTestFinished(() => {
    try {
      execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
    return folder
  } catch {
    couldNotRun('backup to a full disk', 'a small disk could not be mounted')
    return null
  }
}

test(
  'forget: of the running engine and of a stopped one; nobody asked, nothing done',
  long,
  async () => {
    const stage = await engine()
    const before = new Set(await sessions(stage))
    await stage.sender.send(5)
    const [first] = (await sessions(stage)).filter((uid) => !before.has(uid))
    await stage.sender.send(6)
    expect((await stage.json(['forget', '--session', String(first)], 2)).code).toBe('answer-needed')
    expect(await stage.json(['forget', '--yes', '--session', String(first)])).toMatchObject({
      points: 1,
      sessions: 1,
    })
    expect(await stage.tokens()).toBe(6)
    await stage.run(['down'])
    const [second] = await sessions(stage)
    expect(await stage.json(['forget', '--yes', '--session', String(second)])).toMatchObject({
      points: 1,
    })
    expect(await stage.json(['forget', '--yes', '--user', 'nobody'])).toMatchObject({
      points: 0,
      events: 0,
    })
    expect((await stage.json(['forget', '--yes'], 2)).code).toBe('bad-arguments')
    await stage.run(['up'])
    expect(await stage.tokens()).toBeNull()
  },
)

async function sessions({ data }: Engine): Promise<string[]> {
  const db = openDatabase(join(data, 'store', 'telemetry.db'), { readOnly: true })
  const rows = db.prepare("SELECT uid FROM session WHERE uid LIKE 'session-%' ORDER BY id").all()
  db.close()
  return rows.map(({ uid }) => String(uid))
}
