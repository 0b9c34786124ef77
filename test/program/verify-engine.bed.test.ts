// verify with the built program: every hop of the engine, and exit 4 when the page shows what another engine holds.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { engine } from './engine-stage.ts'

const ways = ['http/protobuf', 'http/json', 'grpc'].flatMap((way) => [
  `${way} metrics`,
  `${way} logs`,
])

test('every protocol is accepted and found; nothing of it is counted', async () => {
  const one = await engine()
  await one.sender.send(7)
  const { hops } = await one.json(['verify'])
  expect(hops.map(({ id }: { id: string }) => id)).toEqual([
    ...ways,
    'page',
    ...ways.map((id) => `page ${id}`),
  ])
  for (const { ok, ms, detail } of hops) {
    expect([ok, detail]).toEqual([true, null])
    expect(ms).toBeGreaterThanOrEqual(0)
  }
  expect((await one.run(['verify'])).stdout).toMatch(/✔ page grpc logs: found in \d+ ms/)
  expect(await one.tokens()).toBe(7)
  const { last_points: points } = await one.json(['status'])
  expect(points.map(({ source }: { source: string }) => source)).toEqual(['unknown'])
}, 300_000)

test('accepted, but not where the page looks: exit 4, and the hop that fails is named', async () => {
  const one = await engine()
  const other = await engine()
  const file = join(one.state, 'ports.json')
  const ports = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, JSON.stringify({ ...ports, page: other.ports.page }))
  const { hops } = await one.json(['verify'], 4)
  await writeFile(file, JSON.stringify(ports))
  const failed = hops.filter(({ ok }: { ok: boolean }) => !ok)
  expect(failed.map(({ id }: { id: string }) => id)).toEqual(ways.map((id) => `page ${id}`))
  expect(failed[0].detail).toContain('the page does not find it')
  await one.json(['verify'])
  await one.run(['down'])
  const stopped = await one.json(['verify'], 4)
  expect(stopped.hops.find(({ id }: { id: string }) => id === 'page').ok).toBe(false)
}, 300_000)
