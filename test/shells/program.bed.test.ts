// The built program in every shell, as the README says it: loaded, loaded again, taken back, refused.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandWord, loadLine } from '../../src/env/shells/registry.ts'
import { part } from '../bed.ts'
import { entry } from '../program/sealed.ts'
import { hostileValues } from './hostile.ts'
import { realShells } from './real-shells.ts'
import { type Bench, clearBench, makeBench, reported, reportLine, runScript } from './session.ts'

const limit = 60_000
const first = 'http://127.0.0.1:4318'
const second = 'http://127.0.0.1:4319'

/** Former values of variables that the program sets; the others of them are not there before. */
const names = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_METRICS_EXPORTER',
  'OTEL_LOGS_EXPORT_INTERVAL',
] as const

let bench: Bench
beforeAll(async () => {
  bench = await makeBench(entry)
}, limit)
afterAll(async () => clearBench(bench))

describe.each(realShells)('$part', (real) => {
  const at = part(real.part)
  const { shell } = real
  // No --shell: the program has to find out for itself which one asks.
  const env = (flags: string): string =>
    loadLine(shell, `${commandWord(shell, bench.starter)} env ${flags}`.trim())
  const say = (out: string): string => reportLine(bench, shell, `${real.part}-${out}`)
  const heard = async (out: string): Promise<Record<string, string>> => {
    const all = await reported(bench, `${real.part}-${out}`)
    return Object.fromEntries(
      Object.entries(all).filter(([name]) => /^(?:OTEL|CLAUDE)_/.test(name)),
    )
  }

  it.skipIf(at === null)(
    'loads, loads another endpoint, and gives back',
    { timeout: limit },
    async () => {
      const trap = hostileValues.findIndex((value) => value.startsWith('\n\n'))
      const before = Object.fromEntries(
        names.map((name, index) => [name, hostileValues[trap + index] ?? '']),
      )
      const ended = await runScript(
        bench,
        at!,
        real,
        [
          env(`--endpoint ${first}`),
          env(`--endpoint ${first}`),
          say('first'),
          env(`--endpoint ${second} --protocol grpc`),
          say('second'),
          env(`--unset --endpoint ${second}`),
          say('after'),
        ],
        before,
      )
      expect(ended.stderr).toContain('OTEL_EXPORTER_OTLP_ENDPOINT')
      expect(await heard('first')).toMatchObject({
        OTEL_EXPORTER_OTLP_ENDPOINT: first,
        CLAUDE_CODE_ENABLE_TELEMETRY: '1',
      })
      expect(await heard('second')).toMatchObject({
        OTEL_EXPORTER_OTLP_ENDPOINT: second,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      })
      expect(await heard('after')).toEqual(before)
    },
  )

  it.skipIf(at === null)('changes nothing when nothing is set up', { timeout: limit }, async () => {
    const before = { OTEL_EXPORTER_OTLP_ENDPOINT: 'mine' }
    const failing = real.attempt(env(''), join(bench.folder, `${real.part}-program-status`))
    const ended = await runScript(bench, at!, real, [failing, say('failed')], before)
    expect(await heard('failed')).toEqual(before)
    expect(ended.stderr).toMatch(/ init$/m)
  })
})
