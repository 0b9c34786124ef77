// The store's promises, each with a real database: once, exactly, and readable under the names that boards use.
import { expect, test } from 'vitest'
import { began, batch, delta, distribution, event, level, minute } from './facts.ts'
import { newFolder, opened } from './folder.ts'

test('a point is stored once, however often it comes', async () => {
  const store = await opened(newFolder())
  expect(await store.write(batch(delta()))).toEqual({ stored: 1, repeated: 0, contradicted: 0 })
  expect(await store.write(batch(delta(), delta()))).toEqual({
    stored: 0,
    repeated: 2,
    contradicted: 0,
  })
  expect(await store.query('SELECT value FROM delta')).toEqual([{ value: 0.25 }])
  expect(await store.query('SELECT value, points FROM rollup')).toEqual([
    { value: 0.25, points: 1 },
  ])
  expect(await store.query('SELECT value, first, last FROM session_total')).toEqual([
    { value: 0.25, first: began, last: began + minute },
  ])
})

test('another value under the same identity is said and counted, and the first is kept', async () => {
  const said: string[] = []
  const store = await opened(newFolder(), { log: (line) => said.push(line) })
  await store.write(batch(delta()))
  expect(await store.write(batch(delta({ value: 7 }), delta({ session: 'two' })))).toEqual({
    stored: 1,
    repeated: 0,
    contradicted: 1,
  })
  expect(await store.query('SELECT sum(value) AS sum FROM rollup')).toEqual([{ sum: 0.5 }])
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('0.25, then 7')
  expect(await store.health()).toMatchObject({ stored: 2, contradicted: 1, state: 'open' })
})

test('labels in another order are the same labels, whatever their values look like', async () => {
  const store = await opened(newFolder())
  await store.write(batch(delta({ labels: { a: '1', b: '2' } })))
  const turned = {
    ...delta(),
    labels: { b: '2', a: '1', model: 'sonnet', 'user.id': 'somebody', 'session.id': 'one' },
  }
  expect(await store.write(batch(turned))).toMatchObject({ repeated: 1 })
  expect(await store.write(batch(delta({ labels: { a: '1\u00001:1:b2' } })))).toMatchObject({
    stored: 1,
  })
  expect(
    await store.query('SELECT model, user_id, service_version, rest FROM labelset ORDER BY id'),
  ).toEqual([
    {
      model: 'sonnet',
      user_id: 'somebody',
      service_version: '2.1.329',
      rest: '{"a":"1","b":"2","service.name":"claude-code"}',
    },
    {
      model: 'sonnet',
      user_id: 'somebody',
      service_version: '2.1.329',
      rest: '{"a":"1\\u00001:1:b2","service.name":"claude-code"}',
    },
  ])
})

test('a level is never among the deltas', async () => {
  const store = await opened(newFolder())
  await store.write(batch(level(), level({ at: began + 1 }), level()))
  expect(await store.query('SELECT count(*) AS n FROM delta')).toEqual([{ n: 0 }])
  expect(await store.query('SELECT count(*) AS n FROM level')).toEqual([{ n: 2 }])
})

test('a distribution is kept whole, once, and is in no sum', async () => {
  const folder = newFolder()
  const store = await opened(folder)
  const spread = distribution()
  expect(await store.write(batch(spread, spread))).toMatchObject({ stored: 1, repeated: 1 })
  expect(await store.write(batch(distribution({ count: 9 })))).toMatchObject({ contradicted: 1 })
  const rows = 'SELECT shape, temporality, count, sum, min, max, detail FROM distribution'
  const { shape, ...detail } = spread.detail
  const { temporality, count, sum, min, max } = spread
  expect(await store.query(rows)).toEqual([
    { shape, temporality, count, sum, min, max, detail: JSON.stringify(detail) },
  ])
  for (const table of ['delta', 'level', 'rollup', 'session_total'])
    expect(await store.query(`SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 0 }])
  expect(await store.forget({ session: 'one' })).toMatchObject({ levels: 1 })
})

test('numbers of requests and tools have columns, whatever type they came in; the rest is kept', async () => {
  const store = await opened(newFolder())
  const request = {
    'event.sequence': 3,
    'prompt.id': 'p',
    model: 'opus',
    cost_usd: 0.01,
    duration_ms: '250',
    input_tokens: 12,
    effort: 'high',
  }
  const tool = {
    'event.sequence': 4,
    tool_name: 'Bash',
    success: 'false',
    duration_ms: 'soon',
    error_type: 'exit',
  }
  const batched = batch(event('api_request', request), event('tool_result', tool))
  expect(await store.write(batched)).toMatchObject({ stored: 2 })
  expect(await store.write(batched)).toMatchObject({ stored: 0, repeated: 2 })
  expect(
    await store.write(batch(event('api_request', { ...request, model: 'haiku' }))),
  ).toMatchObject({ contradicted: 1 })
  expect(
    await store.query(`SELECT r.model, cost_usd, duration_ms, input_tokens, ttft_ms, e.rest, e.prompt, e.sequence, l.user_id, l.terminal_type
      FROM api_request r JOIN event e ON e.id = r.event JOIN labelset l ON l.id = e.identity`),
  ).toEqual([
    {
      model: 'opus',
      cost_usd: 0.01,
      duration_ms: 250,
      input_tokens: 12,
      ttft_ms: null,
      rest: '{"effort":"high"}',
      prompt: 'p',
      sequence: 3,
      user_id: 'somebody',
      terminal_type: 'xterm',
    },
  ])
  expect(
    await store.query(
      'SELECT success, t.duration_ms, error_type, rest FROM tool_result t JOIN event e ON e.id = t.event',
    ),
  ).toEqual([{ success: 0, duration_ms: null, error_type: 'exit', rest: '{"duration_ms":"soon"}' }])
})

test('events without a session or a number are told apart by what they say', async () => {
  const store = await opened(newFolder())
  const some = batch(
    event('note', { text: 'a' }),
    event('note', { text: 'b' }),
    event('note', { text: 'a' }),
  )
  expect(await store.write(some)).toEqual({ stored: 2, repeated: 1, contradicted: 0 })
})

test('what no number can be made of is counted, not stored', async () => {
  const store = await opened(newFolder())
  const bad = [delta({ value: NaN }), delta({ end: 1.5 }), level({ at: Infinity })]
  expect(await store.write(batch(...bad, delta()))).toMatchObject({ stored: 1 })
  expect(await store.health()).toMatchObject({ refused: { malformed: 3 }, stored: 1 })
})

test('who sent last, and when, is still known after a restart', async () => {
  const folder = newFolder()
  const first = await opened(folder)
  await first.write(batch(delta(), level({ at: began + 5 })))
  await first.close()
  const { sources, opening } = await (await opened(folder)).health()
  expect(sources).toEqual([
    { source: 'claude-code', at: began + minute },
    { source: 'thermometer', at: began + 5 },
  ])
  expect(opening).toEqual({ setAside: null, damage: null, copy: null, checked: false })
})

test('when a body first came is still known after a restart, and let go of after a day', async () => {
  const folder = newFolder()
  const first = await opened(folder)
  await first.write(batch(delta()), { body: 'one', at: began })
  await first.write(batch(delta({ end: began + 2 })), { body: 'two', at: began + 5 })
  await first.close()
  const later = await opened(folder, { now: () => began + 86_400_001 })
  expect(await later.arrivals()).toEqual([
    { body: 'one', at: began },
    { body: 'two', at: began + 5 },
  ])
  await later.trim()
  expect(await later.arrivals()).toEqual([{ body: 'two', at: began + 5 }])
})

test('many writes at once share a transaction', async () => {
  const store = await opened(newFolder())
  const writes = Array.from({ length: 300 }, (_, at) =>
    store.write(batch(delta({ end: began + at }))),
  )
  await Promise.all(writes)
  const { commits, stored } = await store.health()
  expect(stored).toBe(300)
  expect(commits).toBeLessThan(10)
})

test('a queue that is too long says so, and takes more when it is shorter', async () => {
  const store = await opened(newFolder(), { queue: { rows: 10 } })
  const five = (from: number) =>
    batch(...[0, 1, 2, 3, 4].map((at) => delta({ end: began + from + at })))
  const outcomes = await Promise.allSettled([0, 10, 20, 30].map((from) => store.write(five(from))))
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ])
  expect(outcomes[2]).toMatchObject({ reason: { code: 'store-busy' } })
  expect(await store.write(five(20))).toMatchObject({ stored: 5 })
})

test('a question is limited in rows and time, cannot write, and harms nobody after it', async () => {
  const store = await opened(newFolder(), { query: { rows: 3, milliseconds: 300 } })
  await store.write(batch(...[1, 2, 3, 4].map((at) => delta({ end: began + at }))))
  const endless =
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) SELECT count(*) FROM n'
  await expect(store.query('SELECT * FROM delta')).rejects.toMatchObject({
    code: 'query-too-large',
  })
  await expect(store.query('SELEC')).rejects.toMatchObject({ code: 'bad-query' })
  await expect(store.query('DELETE FROM delta')).rejects.toMatchObject({ code: 'bad-query' })
  await expect(store.query(endless)).rejects.toMatchObject({ code: 'query-too-large' })
  expect(await store.query('SELECT count(*) AS n FROM delta WHERE end > ?', [began + 2])).toEqual([
    { n: 2 },
  ])
})

test('a second owner of the folder is turned away, and may come when the first is gone', async () => {
  const folder = newFolder()
  const first = await opened(folder)
  await expect(opened(folder)).rejects.toMatchObject({ code: 'store-owned' })
  await first.close()
  await (await opened(folder)).write(batch(delta()))
})

test('after closing nothing is taken and nothing is lost', async () => {
  const folder = newFolder()
  const store = await opened(folder)
  const writing = store.write(batch(delta()))
  await store.close()
  expect(await writing).toMatchObject({ stored: 1 })
  await expect(store.write(batch(delta()))).rejects.toMatchObject({ code: 'store-closed' })
  await expect(store.query('SELECT 1')).rejects.toMatchObject({ code: 'store-closed' })
})
