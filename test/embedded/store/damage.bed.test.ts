// A file that something damaged: the store opens all the same, loses nothing silently, and deletes nothing.
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Store, openStore } from '../../../src/embedded/store/store.ts'
import { scale } from '../../scale.ts'
import { batch, began, delta } from './facts.ts'
import { newFolder, opened } from './folder.ts'
import { bundleWriter, killedAfter } from './killing.ts'
import { isWhole, sumsAreRight } from './sums.ts'

const points = 20_000
const page = 4096
const file = (folder: string): string => join(folder, 'telemetry.db')

/** A good store, made once and copied for each test. */
let good = ''
beforeAll(async () => {
  good = mkdtempSync(join(tmpdir(), 'claude-telemetry-good-'))
  const store = await openStore(good)
  for (let from = 0; from < points; from += 2000) await store.write(batch(...some(from)))
  await store.close()
})
afterAll(() => rmSync(good, { recursive: true, force: true }))

function some(from: number) {
  return Array.from({ length: 2000 }, (_, at) =>
    delta({ end: began + from + at, start: began, session: `s${at % 50}` }),
  )
}

function copyOfGood(): string {
  const folder = newFolder()
  cpSync(good, folder, { recursive: true, preserveTimestamps: true })
  return folder
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const handle = openSync(path, 'r+')
  writeSync(handle, bytes, 0, bytes.length, at)
  closeSync(handle)
}

function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(Math.random() * 256))
}

async function worksAnew(store: Store): Promise<void> {
  const end = began + 1e9 + Math.floor(Math.random() * 1e9)
  expect(await store.write(batch(delta({ end })))).toMatchObject({ stored: 1 })
  await isWhole(store)
}

const wreckers: Record<string, (path: string) => void> = {
  'garbage from the first byte': (path) => writeFileSync(path, noise(50_000)),
  'a text file': (path) => writeFileSync(path, 'hello\n'.repeat(1000)),
  'a header of zeros': (path) => overwrite(path, 0, new Uint8Array(page)),
  'half of it gone': (path) =>
    truncateSync(path, Math.floor(statSync(path).size / page / 2) * page),
  'cut within a page': (path) => truncateSync(path, statSync(path).size - 1000),
  'a version below nothing': (path) => overwrite(path, 60, new Uint8Array([0x80, 0, 0, 1])),
  'a version beyond all': (path) => overwrite(path, 60, new Uint8Array([60, 0, 0, 2])),
  'pages of noise in the middle': (path) => {
    for (let at = 5; at < 60; at++) overwrite(path, at * page, noise(page))
  },
}

describe.each(Object.entries(wreckers))('%s', (_, wreck) => {
  test('is set aside byte for byte, said, and a new store works', async () => {
    const folder = copyOfGood()
    wreck(file(folder))
    const wrecked = readFileSync(file(folder))
    const said: string[] = []
    const store = await opened(folder, { log: (line) => said.push(line) })
    const { opening } = await store.health()
    expect(opening.checked).toBe(true)
    expect(opening.setAside).toContain('telemetry.db.damaged-')
    expect(readFileSync(String(opening.setAside)).equals(wrecked)).toBe(true)
    expect(said.join()).toContain(opening.setAside)
    expect(await store.query('SELECT count(*) AS n FROM delta')).toEqual([{ n: 0 }])
    await worksAnew(store)
  })
})

test(
  'bytes flipped anywhere: opened whole or set aside, never a crash, never silence about a broken tree',
  { timeout: 600_000 },
  async () => {
    let aside = 0
    for (let round = 0; round < scale.storeDamages; round++) {
      const folder = copyOfGood()
      const path = file(folder)
      for (let flips = 0; flips < 40; flips++) {
        const at = Math.floor(Math.random() * statSync(path).size)
        // Its last two bytes of version are believed: a newer program may have written them.
        if (at !== 62 && at !== 63) overwrite(path, at, noise(1))
      }
      const store = await opened(folder)
      const { opening } = await store.health()
      expect(opening.checked).toBe(true)
      if (opening.setAside !== null) {
        aside += 1
        expect(existsSync(opening.setAside)).toBe(true)
        await worksAnew(store)
      } else expect(await store.query('SELECT count(*) AS n FROM delta')).toEqual([{ n: points }])
      await store.close()
    }
    expect(aside).toBeGreaterThan(scale.storeDamages / 4)
  },
)

const logWreckers: Record<string, (path: string) => void> = {
  'cut by one byte': (path) => truncateSync(path, statSync(path).size - 1),
  'cut in half': (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  'a tail of zeros': (path) => overwrite(path, statSync(path).size - 9000, new Uint8Array(9000)),
  'zeros appended': (path) => overwrite(path, statSync(path).size, new Uint8Array(50_000)),
  'a byte flipped': (path) => overwrite(path, Math.floor(statSync(path).size / 3), noise(1)),
  'noise from its first byte': (path) => overwrite(path, 0, noise(2000)),
  gone: (path) => rmSync(path),
}

describe('the log of a process that was killed', () => {
  let killed = ''
  let sent: readonly number[] = []
  beforeAll(async () => {
    await bundleWriter()
    killed = mkdtempSync(join(tmpdir(), 'claude-telemetry-killed-'))
    ;({ sent } = await killedAfter(300, killed, 1))
  })
  afterAll(() => rmSync(killed, { recursive: true, force: true }))

  test.each(Object.entries(logWreckers))(
    '%s: what is before the damage is there',
    async (_, wreck) => {
      const folder = newFolder()
      cpSync(killed, folder, { recursive: true, preserveTimestamps: true })
      const log = `${file(folder)}-wal`
      expect(statSync(log).size).toBeGreaterThan(20_000)
      wreck(log)
      const store = await opened(folder, { query: { rows: 1e7 } })
      expect((await store.health()).opening.checked).toBe(true)
      const there = await store.query('SELECT start FROM delta')
      expect(there.filter(({ start }) => !sent.includes(Number(start)))).toEqual([])
      await sumsAreRight(store)
      await worksAnew(store)
    },
  )
})
