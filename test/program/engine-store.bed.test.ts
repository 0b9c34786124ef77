// The store's file in every bad state, met by the built program: kept, said, and gone on from; never in silence.
import { mkdir, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { firstSchema } from '../../src/embedded/store/schema.ts'
import { steps } from '../../src/embedded/store/migrate.ts'
import { openDatabase } from '../../src/world/database.ts'
import { type Engine, engine, gone, isCalm } from './engine-stage.ts'
import { isHelpful } from './stage.ts'

const minute = 60_000
const fileOf = (one: Engine): string => join(one.data, 'store/telemetry.db')

async function filled(): Promise<Engine> {
  const one = await engine()
  const sends = Array.from({ length: 40 }, (_, at) => one.sender.send(at + 1))
  expect(await Promise.all(sends)).toEqual(sends.map(() => 200))
  return one
}

async function flipped(path: string): Promise<void> {
  const bytes = await readFile(path)
  for (let at = Math.floor(bytes.length / 3); at < (bytes.length * 2) / 3; at += 1)
    bytes[at] = (bytes[at] ?? 0) ^ 0xff
  await writeFile(path, bytes)
}

const damages: [string, (path: string) => Promise<void>][] = [
  ['bytes flipped in the middle', flipped],
  ['cut off in the middle', async (path) => truncate(path, (await readFile(path)).length / 2 - 7)],
  [
    'a header of zeros',
    async (path) => {
      const bytes = await readFile(path)
      await writeFile(path, bytes.fill(0, 0, 100))
    },
  ],
  ['another kind of file', (path) => writeFile(path, 'This is no database.\n'.repeat(500))],
]

describe('a damaged store', { timeout: 3 * minute }, () => {
  test.each(damages)('%s: set aside, said, and a new one is taken into use', async (_, damage) => {
    const one = await filled()
    await one.run(['down'])
    await damage(fileOf(one))
    const bad = await readFile(fileOf(one))
    const ran = await one.run(['up'])
    isCalm(ran)
    const [aside = ''] = (await readdir(join(one.data, 'store'))).filter((name) =>
      /^telemetry\.db\.damaged-[^/]*Z$/.test(name),
    )
    expect(ran.stderr).toContain('The store was damaged')
    expect(ran.stderr).toContain(aside)
    expect(bad.equals(await readFile(join(one.data, 'store', aside)))).toBe(true)
    expect((await one.run(['logs'])).stdout).toMatch(/The store was damaged \(.+\)\. It is kept as/)
    const status = await one.run(['status'])
    expect(status.stdout + status.stderr).toContain(aside)

    expect(await one.tokens()).toBeNull()
    expect(await one.sender.send(5)).toBe(200)
    await one.run(['restart'])
    expect(await one.tokens()).toBe(5)
    const kept = await one.run(['status'])
    expect(kept.stdout + kept.stderr, 'said as long as it lies there').toContain(aside)
  })

  test('damaged while the engine was killed: kept with what was not in the file yet', async () => {
    const one = await filled()
    await one.run(['restart'])
    expect(await one.sender.send(3)).toBe(200)
    const pid = (await one.pid()) ?? 0
    process.kill(pid, 'SIGKILL')
    await gone(pid)
    await flipped(fileOf(one))
    const ran = await one.run(['up'])
    expect(ran.stderr).toContain('The store was damaged')
    const names = await readdir(join(one.data, 'store'))
    expect(names.filter((name) => /damaged-.+Z-wal$/.test(name))).toHaveLength(1)
    expect(await one.sender.send(5)).toBe(200)
    expect(await one.tokens()).toBe(5)
  })
})

describe('a store of another version', { timeout: 3 * minute }, () => {
  test('newer: refused in words, the file untouched, and the way to a newer program', async () => {
    const one = await filled()
    await one.run(['down'])
    const db = openDatabase(fileOf(one))
    db.exec('PRAGMA user_version = 999')
    db.close()
    const before = await readFile(fileOf(one))
    const ran = await one.run(['up'], 1)
    isHelpful(ran)
    expect(ran.stderr).toContain('newer')
    expect(ran.stderr).toContain('claude-telemetry@latest init')
    expect((await one.json(['up'], 1)).code).toBe('store-newer')
    expect(before.equals(await readFile(fileOf(one)))).toBe(true)
    expect(await one.json(['status'])).toMatchObject({ state: 'stopped' })
    expect((await one.run(['logs'])).stdout).toContain('newer')
  })

  test('older: brought up to date, its totals with it, and a copy of how it was is kept', async () => {
    const one = await engine()
    await one.run(['down'])
    const store = join(one.data, 'store')
    await rm(store, { recursive: true })
    await mkdir(store, { mode: 0o700 })
    const end = Date.now() - 3_600_000
    const db = openDatabase(fileOf(one))
    db.exec(`${firstSchema}; PRAGMA user_version = 1;
      INSERT INTO metric VALUES (1, 'claude_code.token.usage', 'tokens');
      INSERT INTO session VALUES (1, 'an old session');
      INSERT INTO labelset(id, key, type, model) VALUES (1, '{"type":"input"}', 'input', 'old');
      INSERT INTO delta VALUES (1, ${end}, 1, 1, ${end - 1000}, 1234);
      INSERT INTO rollup VALUES (1, ${Math.floor((end - 1) / 900_000)}, 1, 1234, 1);
      INSERT INTO session_total VALUES (1, 1, 1, 1234, ${end}, ${end});`)
    db.close()
    const ran = await one.run(['up'])
    isCalm(ran)
    expect(await one.tokens()).toBe(1234)
    const copies = (await readdir(store)).filter((name) => name.includes('.schema-1-'))
    expect(copies).toHaveLength(steps.length > 1 ? 1 : 0)
    if (copies[0] !== undefined) {
      expect((await one.run(['logs'])).stdout).toContain(copies[0])
      const copy = openDatabase(join(store, copies[0]), { readOnly: true })
      expect(copy.prepare('SELECT value FROM delta').get()).toMatchObject({ value: 1234 })
      copy.close()
    }
    expect(await one.sender.send(6)).toBe(200)
    await one.run(['restart'])
    expect(await one.tokens()).toBe(1240)
  })
})
