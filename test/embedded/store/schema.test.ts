// Files of older and newer versions: brought up with a copy made before, or left exactly as they are.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate, steps, versionOf } from '../../../src/embedded/store/migrate.ts'
import { firstSchema } from '../../../src/embedded/store/schema.ts'
import { openDatabase } from '../../../src/world/database.ts'
import { sha256 } from '../../../src/world/files.ts'
import { batch, delta } from './facts.ts'
import { newFolder, opened } from './folder.ts'

const next = 'ALTER TABLE source ADD COLUMN points INTEGER; UPDATE source SET points = 1'

async function filled(): Promise<{ folder: string; path: string }> {
  const folder = newFolder()
  const store = await opened(folder)
  await store.write(batch(delta()))
  await store.close()
  return { folder, path: join(folder, 'telemetry.db') }
}

test('an older file is brought up to date, and how it was is kept', async () => {
  const { path } = await filled()
  const db = openDatabase(path)
  const copy = migrate(db, path, [...steps, next])
  expect(versionOf(db)).toBe(steps.length + 1)
  expect(db.prepare('SELECT points FROM source').all()).toEqual([{ points: 1 }])
  expect(migrate(db, path, [...steps, next])).toBeNull()
  db.close()

  const before = openDatabase(String(copy), { readOnly: true })
  expect(versionOf(before)).toBe(steps.length)
  expect(before.prepare('SELECT value FROM delta').all()).toEqual([{ value: 0.25 }])
  before.close()
})

test('a step that fails changes nothing', async () => {
  const { path } = await filled()
  const db = openDatabase(path)
  expect(() => migrate(db, path, [...steps, next, 'SELECT nonsense'])).toThrow('nonsense')
  expect(versionOf(db)).toBe(steps.length)
  expect(() => db.prepare('SELECT points FROM source')).toThrow('points')
  db.close()
})

test('a newer file is refused and not changed by a byte', async () => {
  const { folder, path } = await filled()
  const db = openDatabase(path)
  db.exec(`PRAGMA user_version = ${steps.length + 1}`)
  db.close()
  const bytes = readFileSync(path)
  await expect(opened(folder)).rejects.toMatchObject({ code: 'store-newer' })
  expect(readFileSync(path).equals(bytes)).toBe(true)
  // And the folder is free again.
  await expect(opened(folder)).rejects.toMatchObject({ code: 'store-newer' })
})

test('the file of another program is set aside', async () => {
  const folder = newFolder()
  const db = openDatabase(join(folder, 'telemetry.db'))
  db.exec('CREATE TABLE recipes(name TEXT)')
  db.close()
  const { opening } = await (await opened(folder)).health()
  expect(opening.damage).toBe('it holds tables of another program')
})

test('the first schema is what it was: files of it exist', () => {
  expect(sha256(firstSchema)).toBe(
    'b850045fd6400dbfc4dc5f08dae1de584640480422dd639767cfe25b31ab7679',
  )
})
