// Connect, connect again, connect elsewhere, disconnect: what became of one file, as data.
import { parse } from 'jsonc-parser'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { type EnvChange, envChange } from '../../src/env/change.ts'
import { settingsFile } from '../../src/placing/settings.ts'
import { type Bench, bench, connect, disconnect, tree } from './bench.ts'
import type { SettingsCase } from './settings-files.ts'

export interface CycleResult {
  readonly name: string
  readonly expected: string
  /** 'restored', the code of a refusal, or what went wrong in words. */
  readonly ended: string
}

const variables = (endpoint: string): EnvChange =>
  envChange({
    CLAUDE_CODE_ENABLE_TELEMETRY: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_METRIC_EXPORT_INTERVAL: '10000',
  })
const [A, B] = [variables('http://127.0.0.1:14318'), variables('https://other.example:4318/x?$&')]

export async function cycle(one: SettingsCase): Promise<CycleResult> {
  const to = bench()
  try {
    one.make(to.home)
    const before = tree(to.home)
    const ended = await run(to)
    const same = JSON.stringify(tree(to.home)) === JSON.stringify(before)
    return {
      name: one.name,
      expected: one.ends,
      ended: same ? ended : `${ended}, but the home is not what it was`,
    }
  } finally {
    to.end()
  }
}

async function run(to: Bench): Promise<string> {
  const original = read(to)
  try {
    await connect(to, A)
    const wrong = difference(original, read(to), A)
    if (wrong !== null) return `after connect: ${wrong}`
    const first = tree(to.home)
    const again = await connect(to, A)
    if (again.conflicts.length > 0) return 'the second connect took ours for a conflict'
    if (JSON.stringify(tree(to.home)) !== JSON.stringify(first))
      return 'the second connect changed something'
    await connect(to, B)
    const other = difference(original, read(to), B)
    if (other !== null) return `after connect elsewhere: ${other}`
    if (to.receipt.placements.length !== 1) return 'the receipt does not hold one placement'
  } catch (problem) {
    return String((problem as { code?: unknown }).code ?? problem)
  }
  const results = await disconnect(to)
  return results.every((result) => result.done && result.change.action !== 'left')
    ? 'restored'
    : JSON.stringify(results)
}

type Settings = { env?: Record<string, unknown> }

function read(to: Bench): Settings {
  const path = settingsFile(to.around)
  try {
    return (parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''), [], {
      allowTrailingComma: true,
    }) ?? {}) as Settings
  } catch {
    return {}
  }
}

/** Null when the file says what it said, and our variables on top; the client reads numbers and words as their text. */
function difference(before: Settings, after: Settings, wanted: EnvChange): string | null {
  const texts = (env: Record<string, unknown> = {}): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        typeof value === 'object' ? value : String(value),
      ]),
    )
  const ours = Object.fromEntries(wanted.map(({ name, value }) => [name, value]))
  const should = { ...before, env: { ...texts(before.env), ...ours } }
  const is = { ...after, env: texts(after.env) }
  return isDeepStrictEqual(is, should)
    ? null
    : `keys or values are lost: ${JSON.stringify(is).slice(0, 300)}`
}
