// Killed with SIGKILL at any moment: what was acknowledged is there, nothing that was not sent, each once, sums right.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { bundleInto, threadCache } from '../../../scripts/threads.mjs'
import type { Store } from '../../../src/embedded/store/store.ts'
import { scale } from '../../scale.ts'
import { newFolder, opened } from './folder.ts'
import { isWhole, sumsAreRight } from './sums.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const cache = threadCache(root)

beforeAll(() =>
  bundleInto(root, cache, { 'killed-writer': 'test/embedded/store/killed-writer.ts' }),
)

interface Said {
  readonly sent: readonly number[]
  readonly acknowledged: readonly number[]
}

/** Starts it, waits until it writes, and kills it after that many milliseconds. */
function killedAfter(milliseconds: number, folder: string, first: number): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(cache, 'killed-writer.js'), folder, String(first)])
    const said: Buffer[] = []
    const errors: Buffer[] = []
    const limit = setTimeout(() => child.kill('SIGKILL'), 20_000)
    child.stdout.on('data', (chunk: Buffer) => {
      if (said.length === 0) setTimeout(() => child.kill('SIGKILL'), milliseconds)
      said.push(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      if (signal !== 'SIGKILL') reject(new Error(`ended with ${code}: ${Buffer.concat(errors)}`))
      else resolve(heard(Buffer.concat(said).toString()))
    })
  })
}

/** A line cut off by the kill was not said. */
function heard(text: string): Said {
  const numbers = (word: string): number[] =>
    [...text.matchAll(new RegExp(`^${word} (\\d+)\\n`, 'gm'))].map(([, number]) => Number(number))
  return { sent: numbers('sent'), acknowledged: numbers('acknowledged') }
}

async function stored(store: Store, sql: string): Promise<Set<number>> {
  const rows = await store.query(sql)
  const numbers = new Set(rows.map(({ number }) => Number(number)))
  expect(numbers.size).toBe(rows.length)
  return numbers
}

test('acknowledged ⊆ stored ⊆ sent', { timeout: 600_000 }, async () => {
  const folder = newFolder()
  const sent = new Set<number>()
  const acknowledged = new Set<number>()
  for (let kill = 0; kill < scale.storeKills; kill++) {
    const said = await killedAfter(Math.random() * 400, folder, sent.size + 1)
    for (const number of said.sent) sent.add(number)
    for (const number of said.acknowledged) acknowledged.add(number)

    const store = await opened(folder, { query: { rows: 10_000_000 } })
    // Numbers of a line that the kill cut off: sent, not heard.
    const unheard = sent.size + 1
    expect((await store.health()).opening).toMatchObject({ checked: true, setAside: null })
    for (const sql of [
      'SELECT start AS number FROM delta',
      'SELECT at AS number FROM level',
      'SELECT sequence AS number FROM event',
      'SELECT cost_usd AS number FROM api_request',
    ]) {
      const there = await stored(store, sql)
      expect([...acknowledged].filter((number) => !there.has(number))).toEqual([])
      expect([...there].filter((number) => !sent.has(number) && number !== unheard)).toEqual([])
      if (there.has(unheard)) sent.add(unheard)
    }
    await sumsAreRight(store)
    await isWhole(store)
    await store.close()
  }
  expect(acknowledged.size).toBeGreaterThan(scale.storeKills * 10)
  process.stdout.write(
    `${scale.storeKills} kills: ${sent.size} sent, ${acknowledged.size} acknowledged, 0 lost\n`,
  )
})
