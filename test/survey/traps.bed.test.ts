// Every trap, staged with the real client: it bites as the finding says, doctor names it with its layer, and
// the fix, typed as it is printed, makes the data arrive.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { part } from '../bed.ts'
import type { ClientVersion } from '../real-client/client.ts'
import { otlpRecorder } from '../fakes/otlp-recorder.ts'
import { change, type Machine, machine } from './traps-stage.ts'

interface Staged {
  readonly title: string
  readonly id: string
  readonly level: 'note' | 'warning' | 'error'
  readonly layer: 'user' | 'project' | 'shell' | null
  readonly version?: ClientVersion
  set(all: Machine): Promise<void> | void
  /** What still arrives while the trap is set. */
  readonly bitten: readonly string[]
}

const both = ['logs', 'metrics']
const user = (env: (all: Machine) => Record<string, string | null>) => (all: Machine) =>
  change(all.settings, env(all))
const shell = (env: (all: Machine) => Record<string, string>) => (all: Machine) =>
  void (all.shell = env(all))
const project = (env: Record<string, string>) => (all: Machine) =>
  change(join(all.project, '.claude/settings.json'), env)
const O = 'OTEL_EXPORTER_OTLP_'

const traps: readonly Staged[] = [
  {
    title: 'switch off in the user settings',
    id: 'telemetry-enabled',
    level: 'error',
    layer: 'user',
    set: user(() => ({ CLAUDE_CODE_ENABLE_TELEMETRY: '0' })),
    bitten: [],
  },
  {
    title: 'exporter unset',
    id: 'exporter-unset',
    level: 'error',
    layer: null,
    set: user(() => ({ OTEL_METRICS_EXPORTER: null })),
    bitten: ['logs'],
  },
  {
    title: 'exporter empty',
    id: 'exporter-unset',
    level: 'error',
    layer: 'user',
    set: user(() => ({ OTEL_LOGS_EXPORTER: '' })),
    bitten: ['metrics'],
  },
  {
    title: 'exporter word in capitals',
    id: 'exporter-word',
    level: 'error',
    layer: 'user',
    set: user(() => ({ OTEL_METRICS_EXPORTER: 'OTLP' })),
    bitten: [],
  },
  {
    title: 'protocol word',
    id: 'protocol-word',
    level: 'error',
    layer: 'user',
    set: user(() => ({ [`${O}PROTOCOL`]: 'http' })),
    bitten: [],
  },
  {
    title: 'protocol word of one signal in the shell',
    id: 'protocol-word',
    level: 'error',
    layer: 'shell',
    set: shell(() => ({ [`${O}METRICS_PROTOCOL`]: 'http' })),
    bitten: [],
  },
  {
    title: 'protocol unset, old client',
    id: 'protocol-word',
    level: 'error',
    layer: null,
    version: '2.1.197',
    set: user(() => ({ [`${O}PROTOCOL`]: null })),
    bitten: [],
  },
  {
    title: 'endpoint without scheme',
    id: 'endpoint-scheme',
    level: 'error',
    layer: 'user',
    set: user(({ recorder }) => ({ [`${O}ENDPOINT`]: recorder.url.replace('http://', '') })),
    bitten: [],
  },
  {
    title: 'endpoint with a blank behind it',
    id: 'endpoint-scheme',
    level: 'error',
    layer: 'user',
    set: user(({ recorder }) => ({ [`${O}ENDPOINT`]: `${recorder.url} ` })),
    bitten: [],
  },
  {
    title: 'endpoint of one signal as base',
    id: 'endpoint-path',
    level: 'error',
    layer: 'user',
    set: user(({ recorder }) => ({ [`${O}ENDPOINT`]: `${recorder.url}/v1/metrics` })),
    bitten: ['lost at /v1/metrics/v1/logs', 'lost at /v1/metrics/v1/metrics'],
  },
  {
    title: 'endpoint of one signal, verbatim, in the shell',
    id: 'endpoint-signal',
    level: 'error',
    layer: 'shell',
    set: shell(({ recorder }) => ({ [`${O}METRICS_ENDPOINT`]: recorder.url })),
    bitten: ['logs', 'lost at /'],
  },
  {
    title: 'endpoint of one signal, verbatim, in the user settings',
    id: 'endpoint-signal',
    level: 'error',
    layer: 'user',
    set: user(({ recorder }) => ({ [`${O}LOGS_ENDPOINT`]: recorder.url })),
    bitten: ['lost at /', 'metrics'],
  },
  {
    title: 'endpoint elsewhere',
    id: 'endpoint-elsewhere',
    level: 'error',
    layer: 'user',
    set: user(() => ({ [`${O}ENDPOINT`]: 'http://127.0.0.1:9' })),
    bitten: [],
  },
  {
    title: 'a project that turns metrics off',
    id: 'project-off',
    level: 'warning',
    layer: 'project',
    set: project({ OTEL_METRICS_EXPORTER: 'none' }),
    bitten: ['logs'],
  },
  {
    title: 'a project that turns metrics off, old client',
    id: 'project-off',
    level: 'warning',
    layer: 'project',
    version: '2.1.197',
    set: project({ OTEL_METRICS_EXPORTER: 'none' }),
    bitten: ['logs'],
  },
  {
    title: 'user settings that beat a shell which is right',
    id: 'user-beats-shell',
    level: 'warning',
    layer: 'user',
    set: async (all) => {
      all.shell = { [`${O}ENDPOINT`]: all.recorder.url }
      await change(all.settings, { [`${O}ENDPOINT`]: 'http://127.0.0.1:9' })
    },
    bitten: [],
  },
  {
    title: 'headers that choke every export, in the shell',
    id: 'headers-form',
    level: 'error',
    layer: 'shell',
    set: shell(() => ({ [`${O}HEADERS`]: 'Authorization: Basic aHVzaA==' })),
    bitten: [],
  },
  {
    title: 'a header with a line break, in the shell',
    id: 'headers-form',
    level: 'error',
    layer: 'shell',
    set: shell(() => ({ [`${O}HEADERS`]: 'authorization=hu\nsh' })),
    bitten: [],
  },
]

describe('each trap bites, is named, and is mended by what is printed', () => {
  test.for(traps)('$title', { timeout: 120_000 }, async (trap, { skip }) => {
    const version = trap.version ?? '2.1.329'
    if (part(`claude-${version}`) === null) return skip()
    const all = await machine(version)
    await trap.set(all)
    expect(await all.arrives()).toEqual(trap.bitten)
    const named = (await all.doctor()).filter(
      ({ id, level }) => id === trap.id && level === trap.level,
    )
    expect(named).toHaveLength(1)
    expect(named[0]?.layer ?? null).toBe(layerText(all, trap.layer))
    await all.type(named[0]?.fix ?? 'no fix')
    expect(await all.arrives()).toEqual(both)
    expect(
      (await all.doctor()).filter(({ id, level }) => id === trap.id && level === trap.level),
    ).toEqual([])
  })
})

function layerText(all: Machine, layer: Staged['layer']): string | null {
  if (layer === 'user') return `user settings (${all.settings})`
  return layer === 'project'
    ? `project settings (${join(all.project, '.claude/settings.json')})`
    : layer
}

const newest = '2.1.329'
const isMissing = part(`claude-${newest}`) === null
const limit = 120_000

async function found(all: Machine, id: string) {
  const [first] = (await all.doctor()).filter(
    (finding) => finding.id === id && finding.level !== 'ok',
  )
  return first
}

describe.skipIf(isMissing)('traps that change what arrives, not whether', () => {
  test(
    'project settings are ignored, and the user settings mend it',
    { timeout: limit },
    async () => {
      const all = await machine(newest)
      const ours = (
        JSON.parse(await readFile(all.settings, 'utf8')) as { env: Record<string, string> }
      ).env
      await writeFile(all.settings, '{}')
      await project(ours)(all)
      expect(await all.arrives()).toEqual([])
      const named = await found(all, 'project-ignored')
      expect(named).toMatchObject({ level: 'warning', layer: layerText(all, 'project') })
      await all.type(named?.fix ?? '')
      expect(await all.arrives()).toEqual(both)
    },
  )

  test('a settings file with a comment is skipped whole', { timeout: limit }, async () => {
    const all = await machine(newest)
    const good = await readFile(all.settings, 'utf8')
    await writeFile(all.settings, good.replace('{', '{ // ours\n'))
    expect(await all.arrives()).toEqual([])
    const named = await found(all, 'settings-file')
    expect(named).toMatchObject({ level: 'error', layer: layerText(all, 'user') })
    expect(named?.fix).toBe(
      `Open ${all.settings}, mend it at line 1, column 3, and save it as plain JSON.`,
    )
    await writeFile(all.settings, good)
    expect(await all.arrives()).toEqual(both)
    expect(await found(all, 'settings-file')).toBeUndefined()
  })

  test('telemetry-off variables do not stop it; disconnect does', { timeout: limit }, async () => {
    const all = await machine(newest)
    all.shell = {
      DISABLE_TELEMETRY: '1',
      DO_NOT_TRACK: '1',
      OTEL_SDK_DISABLED: 'true',
      DISABLE_ERROR_REPORTING: '1',
    }
    expect(await all.arrives()).toEqual(both)
    const named = await found(all, 'opt-out-idle')
    expect(named).toMatchObject({ level: 'note', layer: 'shell' })
    await all.type(named?.fix ?? '')
    expect(await all.arrives()).toEqual([])
  })

  test(
    'a headers helper that is not there stops all; one that is there does not',
    { timeout: limit },
    async () => {
      const all = await machine(newest)
      const whole = JSON.parse(await readFile(all.settings, 'utf8')) as Record<string, unknown>
      await writeFile(
        all.settings,
        JSON.stringify({ ...whole, otelHeadersHelper: '/no/such/helper' }),
      )
      expect(await all.arrives()).toEqual([])
      const named = await found(all, 'headers-helper')
      expect(named).toMatchObject({ level: 'error', layer: layerText(all, 'user') })
      await writeFile(all.settings, JSON.stringify(whole))
      expect(await all.arrives()).toEqual(both)
      expect(await found(all, 'headers-helper')).toBeUndefined()
    },
  )

  test(
    'a header in the wrong form is missing, and the typed line brings it',
    { timeout: limit },
    async () => {
      const all = await machine(newest)
      const sent = () => all.recorder.exports.at(-1)?.headers['authorization']
      all.shell = { [`${O}HEADERS`]: 'Authorization: Bearer hush' }
      expect([await all.arrives(), sent()]).toEqual([both, undefined])
      const colon = await found(all, 'headers-form')
      expect(colon).toMatchObject({ level: 'error', layer: 'shell' })
      await all.type(colon?.fix ?? '')
      expect([await all.arrives(), sent()]).toEqual([both, 'Bearer hush'])
      all.shell = { [`${O}HEADERS`]: 'Authorization=Bearer%20hush' }
      expect([await all.arrives(), sent()]).toEqual([both, 'Bearer%20hush'])
      await all.type((await found(all, 'headers-form'))?.fix ?? '')
      expect([await all.arrives(), sent()]).toEqual([both, 'Bearer hush'])
      expect(JSON.stringify([colon, await all.doctor()])).not.toContain('hush')
    },
  )

  // A label is on every point or on the resource alone: counted in the JSON as sent.
  const count = (all: Machine, word: string): number =>
    String(all.recorder.of('metrics').at(-1)?.message).split(word).length - 1
  const json = (all: Machine): Promise<void> =>
    change(all.settings, { [`${O}PROTOCOL`]: 'http/json' })

  test(
    'a label with a blank is missing on points until it is encoded',
    { timeout: limit },
    async () => {
      const all = await machine(newest)
      await json(all)
      all.shell = { OTEL_RESOURCE_ATTRIBUTES: 'team.id=my team,floor=1' }
      await all.arrives()
      expect([count(all, '"team.id"'), count(all, '"floor"') > 1]).toEqual([1, true])
      const named = await found(all, 'resource-attributes')
      expect(named).toMatchObject({ level: 'warning', layer: 'shell' })
      await all.type(named?.fix ?? '')
      await all.arrives()
      expect(count(all, '"team.id"')).toBe(count(all, '"floor"'))
    },
  )

  test(
    'an unknown temporality gives running totals until it is mended',
    { timeout: limit },
    async () => {
      const all = await machine(newest)
      await change(all.settings, { [`${O}METRICS_TEMPORALITY_PREFERENCE`]: 'deltas' })
      await json(all)
      await all.arrives()
      expect(count(all, '"aggregationTemporality":2')).toBeGreaterThan(0)
      const named = await found(all, 'temporality')
      expect(named).toMatchObject({ level: 'warning', layer: layerText(all, 'user') })
      await all.type(named?.fix ?? '')
      await json(all)
      await all.arrives()
      expect([
        count(all, '"aggregationTemporality":1') > 0,
        count(all, '"aggregationTemporality":2'),
      ]).toEqual([true, 0])
    },
  )

  test('session.id is gone until the variable is', { timeout: limit }, async () => {
    const all = await machine(newest)
    await json(all)
    all.shell = { OTEL_METRICS_INCLUDE_SESSION_ID: 'false' }
    await all.arrives()
    expect(count(all, '"session.id"')).toBe(0)
    const named = await found(all, 'session-id')
    expect(named).toMatchObject({ level: 'warning', layer: 'shell' })
    await all.type(named?.fix ?? '')
    await all.arrives()
    expect(count(all, '"session.id"')).toBeGreaterThan(0)
  })

  test('one signal goes to another place until the shell lets go', { timeout: limit }, async () => {
    const [all, other] = [await machine(newest), await otlpRecorder()]
    try {
      all.shell = { [`${O}METRICS_ENDPOINT`]: `${other.url}/v1/metrics` }
      expect([await all.arrives(), other.of('metrics').length]).toEqual([['logs'], 1])
      const named = await found(all, 'endpoint-signal')
      expect(named).toMatchObject({ level: 'error', layer: 'shell' })
      await all.type(named?.fix ?? '')
      expect([await all.arrives(), other.of('metrics').length]).toEqual([both, 1])
    } finally {
      await other.close()
    }
  })
})
