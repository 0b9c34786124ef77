// Killed with SIGKILL at any moment: what was acknowledged is there, nothing that was not sent, each once, sums right.
import { beforeAll, expect, test } from 'vitest'
import type { Store } from '../../../src/embedded/store/store.ts'
import { scale } from '../../scale.ts'
import { newFolder, opened } from './folder.ts'
import { bundleWriter, killedAfter } from './killing.ts'
import { eventSumsAreRight, isWhole, sumsAreRight } from './sums.ts'

beforeAll(bundleWriter)

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
    expect((await store.health()).opening).toMatchObject({ checked: true, setAside: null })
    for (const sql of [
      'SELECT start AS number FROM delta',
      'SELECT at AS number FROM level',
      'SELECT sequence AS number FROM event',
      'SELECT cost_usd AS number FROM api_request',
    ]) {
      const there = await stored(store, sql)
      expect([...acknowledged].filter((number) => !there.has(number))).toEqual([])
      expect([...there].filter((number) => !sent.has(number))).toEqual([])
    }
    await sumsAreRight(store)
    await eventSumsAreRight(store)
    await isWhole(store)
    await store.close()
  }
  expect(acknowledged.size).toBeGreaterThan(scale.storeKills * 10)
  process.stdout.write(
    `${scale.storeKills} kills: ${sent.size} sent, ${acknowledged.size} acknowledged, 0 lost\n`,
  )
})
