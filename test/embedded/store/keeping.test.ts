// What is let go of by age or size, and what is taken out on request; the rest stays exact.
import { expect, test } from 'vitest'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { batch, delta, event, level } from './facts.ts'
import { newFolder, opened } from './folder.ts'
import { isWhole, sumsAreRight } from './sums.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 20, 12)
const ago = (days: number): number => now - days * day

test('old points go, their sums stay; the last week is never touched', async () => {
  const retention = { points: 1, events: 30, bytes: Infinity }
  const store = await opened(newFolder(), { retention, now: () => now })
  const points = [1, 6, 8, 20, 300].map((days) =>
    delta({ start: ago(days) - 1000, end: ago(days) }),
  )
  const events = [1, 29, 31].map((days) =>
    event('api_request', { 'event.sequence': days, cost_usd: 1 }, ago(days)),
  )
  await store.write(batch(...points, ...events, level({ at: ago(9) }), level({ at: ago(2) })))
  expect(await store.trim()).toEqual({ deleted: 5 })
  expect(await store.query('SELECT end FROM delta ORDER BY end')).toEqual([
    { end: ago(6) },
    { end: ago(1) },
  ])
  expect(await store.query('SELECT at FROM level')).toEqual([{ at: ago(2) }])
  expect(await store.query('SELECT at FROM api_request ORDER BY at')).toEqual([
    { at: ago(29) },
    { at: ago(1) },
  ])
  expect(await store.query('SELECT count(*) AS n FROM event')).toEqual([{ n: 2 }])
  expect(await store.query('SELECT sum(value) AS value, sum(points) AS n FROM rollup')).toEqual([
    { value: 1.25, n: 5 },
  ])
  // And so do those of events: counts and percentiles of a year long gone can still be asked.
  const requests = `SELECT sum(count) AS n FROM event_count JOIN count_kind ON id = kind WHERE field = ''`
  expect(await store.query(requests)).toEqual([{ n: 3 }])
  expect(
    await store.query(
      "SELECT sum(count) AS n FROM timing_day JOIN timing_kind ON id = kind WHERE field = 'duration_ms'",
    ),
  ).toEqual([{ n: 3 }])
  expect(await store.trim()).toEqual({ deleted: 0 })
  await isWhole(store)
})

test('too large: the oldest days go until it fits, and the file becomes smaller', async () => {
  const retention = { points: 400, events: 400, bytes: 1_500_000 }
  const store = await opened(newFolder(), { retention, now: () => now })
  for (let days = 40; days >= 0; days--) {
    const points = Array.from({ length: 2000 }, (_, at) =>
      delta({ start: 0, end: ago(days) - at * 1000 }),
    )
    await store.write(batch(...points))
  }
  const pages = async () =>
    (await store.query('SELECT page_count AS n FROM pragma_page_count'))[0]?.['n']
  const before = Number(await pages())
  const { deleted } = await store.trim()
  expect(deleted).toBeGreaterThan(20_000)
  expect(Number(await pages())).toBeLessThan(before / 2)
  const [oldest] = await store.query('SELECT min(end) AS end, count(*) AS n FROM delta')
  expect(oldest?.['n']).toBe(82_000 - deleted)
  expect(oldest?.['end']).toBeGreaterThan(ago(39))
  expect(oldest?.['end']).toBeLessThan(ago(6))
  expect(await store.query('SELECT sum(points) AS n FROM rollup')).toEqual([{ n: 82_000 }])
})

test.each([
  [{ session: 'secret-one' }, 'secret-one'],
  [{ user: 'secret-user' }, 'secret-user'],
  [{ user: 'secret@mail.example' }, 'secret@mail.example'],
  [{ project: 'secret-repo' }, 'secret-repo'],
] as const)('forget %o: nothing of it is left in any file, and all else is', async (whom, word) => {
  const folder = newFolder()
  const store = await opened(folder)
  const secret = {
    'session.id': 'secret-one',
    'user.id': 'secret-user',
    'user.email': 'secret@mail.example',
    'vcs.repository.name': 'secret-repo',
  }
  const points = [1, 2, 3].map((at) => delta({ end: now + at, labels: secret, value: 0.1 }))
  const request = event('api_request', {
    ...secret,
    'event.sequence': 1,
    cost_usd: 1,
    request_id: 'secret-request',
  })
  await store.write(batch(...points, request, level({ labels: secret })))
  await store.write(
    batch(
      delta({ end: now + 1 }),
      level(),
      event('api_request', { 'event.sequence': 2, cost_usd: 2 }),
    ),
  )
  expect(await store.forget(whom)).toEqual({ points: 3, levels: 1, events: 1, sessions: 1 })
  expect(await store.query('SELECT cost_usd FROM api_request')).toEqual([{ cost_usd: 2 }])
  expect(await store.query('SELECT count(*) AS n FROM level')).toEqual([{ n: 1 }])
  await sumsAreRight(store)
  expect(await store.query('SELECT sum(value) AS value FROM rollup')).toEqual([{ value: 0.25 }])
  // The same labels come again: they are new ones, not numbers of rows that are gone.
  expect(await store.write(batch(...points))).toMatchObject({ stored: 3 })
  await store.forget(whom)
  await store.close()
  for (const name of readdirSync(folder))
    expect(readFileSync(join(folder, name)).includes(word)).toBe(false)
  await isWhole(await opened(folder))
})
