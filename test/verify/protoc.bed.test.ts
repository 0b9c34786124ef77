import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { part } from '../bed.ts'
import { fakeHttpReceiver } from '../fakes/fake-otlp-receiver.ts'
import { at, mark, send } from './wish.ts'

const protoc = part('protoc')
const nanoseconds = `0x${(BigInt(at.getTime()) * 1_000_000n).toString(16).padStart(16, '0')}`

/** protoc knows no names here: numbers, nesting and raw values are what it can judge. */
function raw(body: Buffer): string {
  return execFileSync(protoc ?? '', ['--decode_raw'], {
    input: body,
    encoding: 'utf8',
    timeout: 20_000,
  }).replace(/\s+/g, ' ')
}

const text = (field: number, value: string): string => `${field}: "${value}"`
const attribute = (field: number, key: string, value: string): string =>
  `${field} { ${text(1, key)} 2 { ${text(1, value)} } }`
const resource = `1 { ${attribute(1, 'service.name', 'claude-telemetry')} }`
const scope = `1 { ${text(1, 'claude-telemetry')} }`
const name = 'claude_telemetry.canary'

describe.skipIf(protoc === null)('what protoc reads in our bytes', () => {
  test('metrics, logs and traces', async () => {
    const receiver = await fakeHttpReceiver(() => ({}))
    await send({ endpoint: receiver.endpoint, signals: ['metrics', 'logs', 'traces'] })
    const read = Object.fromEntries(receiver.seen.map(({ path, body }) => [path, raw(body)]))
    const marked = (field: number): string => attribute(field, 'claude_telemetry.mark', mark)
    const point = `1 { 3: ${nanoseconds} 4: 0x3ff0000000000000 ${marked(7)} }`
    expect(read['/v1/metrics']).toContain(`1 { ${resource} 2 { ${scope} 2 { ${text(1, name)} 2: `)
    expect(read['/v1/metrics']).toContain(`3: "1" 5 { ${point} }`)
    const record = `1: ${nanoseconds} 5 { ${text(1, name)} } ${attribute(6, 'event.name', name)} ${marked(6)} 11: ${nanoseconds}`
    expect(read['/v1/logs']?.trim()).toBe(`1 { ${resource} 2 { ${scope} 2 { ${record} } } }`)
    expect(read['/v1/traces']).toContain(`1 { ${resource} 2 { ${scope} 2 { 1: `)
    expect(read['/v1/traces']).toContain(`5: "${name}" 6: 1 7: ${nanoseconds} 8: 0x`)
    expect(read['/v1/traces']).toContain(marked(9))
  })
})
