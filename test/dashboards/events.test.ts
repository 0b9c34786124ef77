// What boards read of events and metrics, the real client says: no panel asks for a name that nobody sends.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { boards } from '../../src/dashboards/boards.ts'
import { eventFields, type EventName } from '../../src/dashboards/events.ts'
import { attributeOf, byOf, labels, type LabelName } from '../../src/dashboards/labels.ts'
import { type Metric, metrics } from '../../src/dashboards/metrics.ts'

interface Pair {
  readonly key: string
}
interface Resource {
  readonly resource?: { readonly attributes?: readonly Pair[] }
}
interface Body {
  readonly resourceLogs?: readonly (Resource & {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly { readonly body: { stringValue: string }; attributes: Pair[] }[]
    }[]
  })[]
  readonly resourceMetrics?: readonly (Resource & {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly { name: string; sum: { dataPoints: { attributes: Pair[] }[] } }[]
    }[]
  })[]
}

/** Everything that was captured, by the name of event or metric; of resources under the empty name. */
const captured = new Map<string, Set<string>>()
const note = (name: string, pairs: readonly Pair[] = []): void => {
  const keys = captured.get(name) ?? new Set()
  for (const { key } of pairs) keys.add(key)
  captured.set(name, keys)
}

const folder = join(import.meta.dirname, '../fixtures')
for (const version of readdirSync(folder))
  for (const file of readdirSync(join(folder, version)))
    if (/^(?:logs|metrics)-.*\.json$/.test(file)) {
      const read: Body | Body[] = JSON.parse(readFileSync(join(folder, version, file), 'utf8'))
      for (const body of [read].flat()) noteBody(body)
    }

function noteBody({ resourceLogs = [], resourceMetrics = [] }: Body): void {
  for (const { resource } of [...resourceLogs, ...resourceMetrics]) note('', resource?.attributes)
  for (const { scopeLogs } of resourceLogs)
    for (const { logRecords } of scopeLogs)
      for (const { body, attributes } of logRecords) note(body.stringValue, attributes)
  for (const { scopeMetrics } of resourceMetrics)
    for (const scope of scopeMetrics)
      for (const { name, sum } of scope.metrics)
        for (const { attributes } of sum.dataPoints) note(name, attributes)
}

/** Said by the client's documentation, of cases that were not captured. */
const documented: Readonly<Record<string, readonly string[]>> = {
  api_request: ['skill.name', 'plugin.name'],
  api_error: ['agent.name', 'skill.name', 'plugin.name', 'mcp_server.name', 'mcp_tool.name'],
  subagent_completed: [],
  metrics: ['speed', 'skill.name', 'plugin.name'],
}

test('every field of every event', () => {
  expect(captured.size).toBeGreaterThan(20)
  for (const [event, fields] of Object.entries(eventFields)) {
    const seen = captured.get(`claude_code.${event}`)
    const missing = fields.filter((field) => seen?.has(field) !== true)
    expect([event, missing]).toEqual([event, documented[event] ?? []])
  }
})

test('every label of every metric', () => {
  for (const { name, splitBy } of Object.values(metrics) as Metric[]) {
    const seen = captured.get(name)
    const missing = splitBy.map(attributeOf).filter((attribute) => seen?.has(attribute) !== true)
    const expected = documented['metrics']?.filter((one) =>
      splitBy.some((by) => attributeOf(by) === one),
    )
    expect([name, missing]).toEqual([name, expected])
  }
})

test('every label that is on everything', () => {
  const all = new Set([...captured.values()].flatMap((keys) => [...keys]))
  for (const name of [
    'user_id',
    'terminal_type',
    'app_version',
    'entrypoint',
    'provider',
    'repository',
    'service_version',
  ] as const)
    expect([name, all.has(labels[name].attribute)]).toEqual([name, true])
})

test('every panel splits by a label of its metric, or a field of its event', () => {
  for (const { panels } of boards)
    for (const { id, measure } of panels) {
      if (!('by' in measure) || measure.by === undefined) continue
      if ('event' in measure) {
        const isIdentity = measure.by === 'service.version'
        const own: readonly string[] = eventFields[measure.event as EventName]
        expect([id, isIdentity || own.includes(measure.by)]).toEqual([id, true])
      } else {
        const by = byOf(measure.by) as LabelName
        const { splitBy }: Metric = metrics[measure.of.metric]
        const isEverywhere = ['repository', 'user_id', 'terminal_type'].includes(by)
        expect([id, isEverywhere || splitBy.includes(by)]).toEqual([id, true])
      }
    }
})
