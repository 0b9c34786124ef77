// The stand-in for Grafana reads what we mount and refuses what is bad, or a test with it would prove nothing.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { part } from '../bed.ts'
import { standIn } from './stand-in-stage.ts'
import type { StandIn, StandInOrder } from './stand-in-stage.ts'

const program = part('grafana-stand-in')

const source = (more = ''): string =>
  `apiVersion: 1\ndatasources:\n  - { name: Numbers, uid: numbers, type: prometheus, access: proxy, url: '$SOURCE'${more} }\n`
const providers = `apiVersion: 1\nproviders:\n  - { name: ours, folder: Ours, folderUid: ours, type: file, options: { path: ROOT/boards } }\n`
const board = (more: object = {}): string =>
  JSON.stringify({
    uid: 'overview',
    title: 'Over view',
    tags: ['ours'],
    panels: [panel()],
    ...more,
  })
const panel = (more: object = {}): object => ({
  id: 1,
  type: 'stat',
  title: 'Cost',
  gridPos: { x: 0, y: 0, w: 6, h: 4 },
  datasource: { type: 'prometheus', uid: 'numbers' },
  ...more,
})
const good = {
  'provisioning/datasources/numbers.yaml': source(),
  'provisioning/dashboards/ours.yaml': providers,
  'boards/overview.json': board(),
}

describe.skipIf(program === null)('the stand-in for Grafana', () => {
  let server: Server
  let asked: { url: string | undefined; authorization: string | undefined }[] = []
  const running: StandIn[] = []
  const env = (): Record<string, string> => ({
    SOURCE: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    GF_SECURITY_ADMIN_PASSWORD: 'right',
  })
  const start = async (order: Omit<StandInOrder, 'program'>): Promise<StandIn> => {
    const one = await standIn({
      program: program ?? '',
      ...order,
      env: { ...env(), ...order.env },
    })
    running.push(one)
    return one
  }

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push({ url: request.url, authorization: request.headers.authorization })
      response.setHeader('content-type', 'application/json').end('{"status":"success"}')
    })
    await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready))
  })
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop()
    asked = []
  })
  afterAll(() => server.close())

  test('answers with what was mounted', async () => {
    const { get, said, code } = await start({ files: good })
    expect([code, said]).toEqual([null, expect.stringContaining('not Grafana')])
    expect(await get('/api/health')).toMatchObject({ status: 200, body: { database: 'ok' } })
    expect((await get('/metrics')).body).toContain('grafana_stand_in 1')
    const found = { uid: 'overview', title: 'Over view', url: '/d/overview/over-view' }
    expect((await get('/api/search?query=over', 'admin:right')).body).toMatchObject([found])
    expect((await get('/api/search?tag=other', 'admin:right')).body).toEqual([])
    expect((await get('/api/dashboards/uid/overview', 'admin:right')).body).toEqual({
      meta: expect.objectContaining({ folderTitle: 'Ours', provisioned: true }),
      dashboard: JSON.parse(board()),
    })
    expect((await get('/api/dashboards/uid/none', 'admin:right')).status).toBe(404)
    const sources = await get('/api/datasources', 'admin:right')
    expect(sources.body).toMatchObject([{ uid: 'numbers', url: env()['SOURCE'], readOnly: true }])
  })

  test('passes questions on to a data source, and the password not', async () => {
    const { get } = await start({ files: good })
    const path = '/api/datasources/proxy/uid/numbers/api/v1/query?query=sum(a%2Bb)'
    const answer = await get(path, 'admin:right')
    expect(answer).toEqual({ status: 200, body: { status: 'success' } })
    expect(asked).toEqual([
      { url: '/base/api/v1/query?query=sum(a%2Bb)', authorization: undefined },
    ])
    const unknown = await get('/api/datasources/proxy/uid/none/x', 'admin:right')
    expect(unknown.status).toBe(404)
  })

  test('lets nobody in without the password, or everybody look', async () => {
    const closed = await start({ files: good })
    const statuses = async (one: StandIn, path: string): Promise<number[]> =>
      Promise.all(
        [undefined, 'admin:wrong', 'admin:right'].map(
          async (as) => (await one.get(path, as)).status,
        ),
      )
    expect(await statuses(closed, '/api/search')).toEqual([401, 401, 200])
    const open = await start({ files: good, env: { GF_AUTH_ANONYMOUS_ENABLED: 'true' } })
    expect(await statuses(open, '/api/search')).toEqual([200, 401, 200])
    expect(await statuses(open, '/api/datasources')).toEqual([403, 401, 200])
  })

  test.each([
    ['a variable', { GF_SECURITY_ADMIN_PASSWORD__FILE: 'ROOT/password' }],
    ['the configuration', { GF_PATHS_CONFIG: 'ROOT/grafana.ini' }],
  ])('takes the password from a file named by %s, and keeps the first one', async (_, named) => {
    const data = await mkdtemp('/tmp/stand-in-data-')
    const config = '; ours\n[security]\nadmin_password = $__file{ROOT/password}\n'
    const files = { ...good, password: 'first\n', 'grafana.ini': config }
    const names = async (one: StandIn): Promise<number[]> =>
      Promise.all(
        ['admin:first', 'admin:right'].map(async (as) => (await one.get('/api/search', as)).status),
      )
    const env = { GF_SECURITY_ADMIN_PASSWORD: '', ...named }
    expect(await names(await start({ files, data, env }))).toEqual([200, 401])
    expect(await names(await start({ files, data }))).toEqual([200, 401])
    await rm(data, { recursive: true, force: true })
  })

  const bad: [string, Record<string, string>, RegExp][] = [
    [
      'a source that is no YAML',
      { 'provisioning/datasources/numbers.yaml': 'a: [' },
      /numbers\.yaml: yaml/,
    ],
    [
      'an unknown word',
      { 'provisioning/datasources/numbers.yaml': 'sources: []' },
      /numbers\.yaml: .*sources/,
    ],
    [
      'no address',
      { 'provisioning/datasources/numbers.yaml': source().replace('$SOURCE', 'x') },
      /"Numbers" has no address: "x"/,
    ],
    [
      'a source twice',
      { 'provisioning/datasources/two.yaml': source() },
      /two\.yaml: .*is there twice/,
    ],
    [
      'a provider without a path',
      { 'provisioning/dashboards/ours.yaml': 'providers: [{ name: a }]' },
      /options\.path/,
    ],
    [
      'no folder of boards',
      { 'provisioning/dashboards/ours.yaml': providers.replace('boards', 'none') },
      /none: no such file/,
    ],
    ['a board that is no JSON', { 'boards/overview.json': '{' }, /overview\.json: no JSON/],
    [
      'a board without a title',
      { 'boards/overview.json': board({ title: ' ' }) },
      /overview\.json: needs a title/,
    ],
    ['a uid twice', { 'boards/two.json': board() }, /two\.json: the uid overview is taken/],
    ['no list of panels', { 'boards/overview.json': board({ panels: {} }) }, /panels is no list/],
    [
      'panels of one id',
      { 'boards/overview.json': board({ panels: [panel(), panel()] }) },
      /has the id of another/,
    ],
    [
      'an unknown source',
      {
        'boards/overview.json': board({
          panels: [panel({ targets: [{ datasource: { uid: 'other' } }] })],
        }),
      },
      /panel "Cost": no data source has the uid "other"/,
    ],
  ]
  test.each(bad)('ends with one line for %s', async (_, files, line) => {
    const { code, said } = await start({ files: { ...good, ...files } })
    const lines = said.trim().split('\n')
    expect([code, lines.length]).toEqual([1, 2])
    expect(lines[1]).toMatch(line)
  })

  test.each([
    ['$__file{ROOT/none}', /grafana\.ini, line 2: .*none: no such file/],
    ['x\n[dashboards]\ndefault_home_dashboard_path = ROOT/none.json', /first board.*none\.json/],
  ])('ends with one line for a configuration that names what is not there', async (value, line) => {
    const files = { ...good, 'grafana.ini': `[security]\nadmin_password = ${value}\n` }
    const { code, said } = await start({ files, env: { GF_PATHS_CONFIG: 'ROOT/grafana.ini' } })
    expect([code, said.trim().split('\n').at(-1)]).toEqual([1, expect.stringMatching(line)])
  })

  test('ends when it cannot keep its data', async () => {
    const { code, said } = await start({ files: good, data: '/dev/null/data' })
    expect([code, said]).toEqual([1, expect.stringContaining("'/dev/null/data' is not writable")])
  })
})
