// The plan of a stack: what each container may, what makes it new, and that no value breaks out of its place.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { composeFolder, composeText } from '../../src/plan/compose.ts'
import type { Plan, ServiceName } from '../../src/plan/plan.ts'
import { render } from '../../src/plan/render.ts'
import { stackText } from '../../src/plan/rendered.ts'
import { planStack } from '../../src/plan/stack-plan.ts'
import { type StackWish, usualWish } from '../../src/plan/wish.ts'
import { scale } from '../scale.ts'
import { anyWish, material, wishes } from './wishes.ts'

const made = await material({ 'overview.json': '{"uid":"overview"}' })
const planned = (change: Partial<StackWish> = {}): Plan =>
  planStack({ ...usualWish, ...change }, made)

function service(plan: Plan, name: ServiceName) {
  const found = plan.services.find((each) => each.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

function textOf(plan: Plan, name: ServiceName, ending: string): string {
  return service(plan, name).files.find(({ path }) => path.endsWith(ending))?.text ?? ''
}

describe('each container', () => {
  test.each(wishes(scale.stackWishes))('is closed in: $stack', (wish) => {
    for (const each of planStack(wish, made).services) {
      expect(each.readOnlyRoot).toBe(true)
      expect(each.user).toMatch(/^[1-9]\d*:\d+$/)
      expect(each.memoryBytes).toBeGreaterThan(0)
      expect(each.pids).toBeGreaterThan(0)
      expect(each.image).toMatch(/[:@]/)
      expect(each.environment).toEqual({})
      const open = each.ports.filter(({ address }) => address !== '127.0.0.1')
      const otlp = [wish.ports.grpc, wish.ports.http]
      expect(open.every(({ host }) => otlp.includes(host))).toBe(true)
    }
  })

  test('is named after its stack, and so are network and volumes', () => {
    const plan = planned({ stack: 'second' })
    expect(plan.services.map(({ container }) => container)).toEqual([
      'second-collector',
      'second-prometheus',
      'second-loki',
      'second-grafana',
    ])
    expect(plan.volumes.map(({ name }) => name)).toEqual([
      'second-collector',
      'second-prometheus',
      'second-loki',
      'second-grafana',
    ])
    expect(plan.network.name).toBe('second')
  })
})

describe('the hash', () => {
  const hashes = (plan: Plan): Record<string, string> =>
    Object.fromEntries(plan.services.map(({ name, hash }) => [name, hash]))

  test('stays while nothing changes, in whatever order the wish is written', () => {
    const turned = Object.fromEntries(Object.entries(usualWish).toReversed()) as unknown
    expect(hashes(planStack(turned as StackWish, made))).toEqual(hashes(planned()))
  })

  test.each<[string, Partial<StackWish>, ServiceName[]]>([
    ['an image', { images: { ...usualWish.images, loki: 'grafana/loki:3.7.9' } }, ['loki']],
    ['a port', { ports: { ...usualWish.ports, prometheus: 9191 } }, ['prometheus']],
    ['identity', { identity: { ...usualWish.identity, host: 'drop' } }, ['collector']],
    ['content', { content: ['prompts'] }, ['collector']],
    ['who may look', { viewer: 'anonymous' }, ['grafana']],
    ['retention', { retention: { days: 30, gigabytes: 8 } }, ['prometheus', 'loki']],
  ])('of only those concerned changes with %s', (_, change, concerned) => {
    const [before, after] = [hashes(planned()), hashes(planned(change))]
    expect(Object.keys(before).filter((name) => before[name] !== after[name])).toEqual(concerned)
  })
})

describe('each option appears in what is rendered', () => {
  test('retention and lateness', () => {
    const plan = planned({ retention: { days: 33, gigabytes: 5 }, lateDays: 3 })
    expect(parse(textOf(plan, 'prometheus', '.yml'))['storage'].tsdb).toEqual({
      out_of_order_time_window: '3d',
      retention: { time: '33d', size: '5GB' },
    })
    const loki = parse(textOf(plan, 'loki', '.yaml'))
    expect(loki['limits_config'].retention_period).toBe('792h')
    expect(loki['ingester'].max_chunk_age).toBe('144h')
    expect(textOf(plan, 'collector', '.yaml')).toContain('Duration("48h")')
  })

  test('identity: dropped, signed, or left alone', () => {
    const identity = { email: 'drop', account: 'hash', organization: 'keep', host: 'keep' } as const
    const plan = planned({ identity })
    const text = textOf(plan, 'collector', '.yaml')
    for (const context of ['resource', 'datapoint', 'log'])
      expect(text).toContain(`delete_key(${context}.attributes, \\"user.email\\")`)
    expect(text).toContain('datapoint.attributes[\\"user.account_uuid\\"], Substring(')
    expect(text).not.toContain('organization.id')
    expect(text).not.toContain('host.name')
    expect(service(plan, 'collector').secrets.map(({ name }) => name)).toEqual([
      'identity-inner',
      'identity-outer',
    ])
    expect(service(planned(), 'collector').secrets).toEqual([])
  })

  test('content: what may stay is not taken out', () => {
    const text = (content: StackWish['content']): string =>
      textOf(planned({ content }), 'collector', '.yaml')
    expect(text([])).toContain('delete_key(log.attributes, \\"prompt\\")')
    expect(text(['prompts'])).not.toContain('delete_key(log.attributes, \\"prompt\\")')
    expect(text([])).toContain('process.command_line')
    expect(text(['tool-details'])).not.toContain('process.command_line')
  })

  test('who may look, and the home board', () => {
    expect(textOf(planned(), 'grafana', '.ini')).toContain('enabled = false\norg_role = Viewer')
    const ini = textOf(planned({ viewer: 'anonymous' }), 'grafana', '.ini')
    expect(ini).toContain('enabled = true\norg_role = Viewer')
    expect(ini).toContain('default_home_dashboard_path = /etc/grafana/boards/overview.json')
    expect(ini).toContain('admin_password = $__file{/run/claude-telemetry/grafana-password}')
  })
})

const hostile = [
  '$HOME',
  '${env:HOME}',
  '$$',
  '{{x}}',
  '"',
  "'",
  'a\nb: c',
  '# x',
  ': ',
  '\u0085',
  ' ',
]

describe('hostile values', () => {
  test.each(hostile)('%j as a name of a stack or an image is refused', (value) => {
    expect(() => planned({ stack: value })).toThrow(/stack is named/)
    expect(() => planned({ images: { ...usualWish.images, loki: value } })).toThrow(/image/)
    expect(() => planned({ listen: value })).toThrow(/address/)
  })

  test('ports and amounts that cannot be are refused', () => {
    const ports = (change: Partial<StackWish['ports']>) => ({ ...usualWish.ports, ...change })
    expect(() => planned({ ports: ports({ http: 0 }) })).toThrow(/port/)
    expect(() => planned({ ports: ports({ http: 14_317 }) })).toThrow(/same port/)
    expect(() => planned({ retention: { days: 1, gigabytes: 8 } })).toThrow(/7 to 36500/)
    expect(() => planned({ lateDays: 1 })).toThrow(/2 to 30/)
  })

  test('any text in a folder survives exactly, or is refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' })),
        (folder) => {
          const read = (helper: string): unknown =>
            parse(stackText('yaml', `x: {{${helper} folder}}`, { folder }))['x']
          expect(read('yaml')).toBe(folder)
          for (const reader of ['collector', 'provisioning', 'compose'])
            expect(String(read(reader)).replaceAll('$$', '$')).toBe(folder)
        },
      ),
    )
  })

  test('an ini file refuses what it would read otherwise', () => {
    for (const value of hostile.filter((one) => /[;#"'$\n]/.test(one) || one === ' '))
      expect(() => render('x = {{ini value}}', { value })).toThrow(/ini file/)
    expect(() => stackText('ini', 'x = {{value}}', { value: 'a\n[security' })).toThrow(/unreadable/)
  })

  test('a rendered text that cannot be read is not accepted', () => {
    expect(() => stackText('yaml', 'a: [1', {})).toThrow(/unreadable/)
    expect(() => stackText('yaml', 'a: 1\na: 2', {})).toThrow(/unreadable/)
  })
})

describe('compose.yaml', () => {
  const compose = (plan: Plan) => parse(composeText(plan, made.templates.compose))

  test('says the same as the plan', () => {
    fc.assert(
      fc.property(anyWish, (wish) => {
        const plan = planStack(wish, made)
        const { services, volumes, networks } = compose(plan)
        for (const each of plan.services) {
          const told = services[each.name]
          expect(told).toMatchObject({
            image: each.image,
            container_name: each.container,
            command: each.command,
            user: each.user,
            read_only: true,
            cap_drop: ['ALL'],
            security_opt: ['no-new-privileges:true'],
            mem_limit: each.memoryBytes,
            pids_limit: each.pids,
            restart: 'unless-stopped',
          })
          expect(told.labels['claude-telemetry.hash']).toBe(each.hash)
          expect(told.ports.map((port: { host_ip: string }) => port.host_ip)).toEqual(
            each.ports.map(({ address }) => address),
          )
        }
        expect(Object.values(volumes).map((volume) => (volume as { name: string }).name)).toEqual(
          plan.volumes.map(({ name }) => name),
        )
        expect(networks.default.name).toBe(plan.network.name)
      }),
      { numRuns: scale.stackWishes },
    )
  })

  // By hand, from its specification: its own program is not among the parts that tests have.
  test('uses only words that compose knows, each with the kind of value that it wants', () => {
    const told = compose(planned({ identity: { ...usualWish.identity, email: 'hash' } }))
    expect(Object.keys(told)).toEqual(['name', 'services', 'networks', 'volumes', 'secrets'])
    const lists =
      'command cap_add cap_drop entrypoint networks ports secrets security_opt tmpfs volumes'
    const maps = 'depends_on environment labels logging'
    const texts = 'container_name image network_mode restart user'
    const numbers = 'mem_limit memswap_limit pids_limit'
    for (const each of Object.values<Record<string, unknown>>(told.services))
      for (const [word, value] of Object.entries(each)) {
        if (lists.split(' ').includes(word)) expect(Array.isArray(value), word).toBe(true)
        else if (maps.split(' ').includes(word)) expect(value, word).toBeTypeOf('object')
        else if (texts.split(' ').includes(word)) expect(value, word).toBeTypeOf('string')
        else if (numbers.split(' ').includes(word)) expect(value, word).toBeTypeOf('number')
        else expect(word).toBe('read_only')
      }
  })

  test('names each file beside it, and every secret by its file alone', () => {
    const plan = planned({ identity: { ...usualWish.identity, email: 'hash' } })
    const folder = composeFolder(plan, made.templates.compose)
    const paths = folder.map(({ path }) => `./${path}`)
    const told = compose(plan)
    const bound = Object.values<{ volumes?: { type: string; source: string }[] }>(told.services)
      .flatMap(({ volumes = [] }) => volumes)
      .filter(({ type }) => type === 'bind')
      .map(({ source }) => source)
    expect(bound.toSorted()).toEqual(paths.filter((path) => path !== './compose.yaml').toSorted())
    expect(new Set(paths).size).toBe(paths.length)
    expect(told.secrets).toEqual({
      'identity-inner': { file: './secrets/identity-inner' },
      'identity-outer': { file: './secrets/identity-outer' },
      'grafana-password': { file: './secrets/grafana-password' },
    })
  })
})
