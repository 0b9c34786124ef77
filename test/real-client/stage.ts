// What every test of the real client stands on: an empty HOME, a stand-in API and a recorder, gone after the test.
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SecureContextOptions } from 'node:tls'
import { onTestFinished } from 'vitest'
import { type Answer, fakeMessagesApi, type FakeMessagesApi } from '../fakes/fake-messages-api.ts'
import type { Usage } from '../fakes/messages-reply.ts'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type ClientVersion, type ClientWish, type Ran, runClient } from './client.ts'

export interface Stage {
  readonly home: string
  readonly api: FakeMessagesApi
  readonly recorder: OtlpRecorder
  run(version: ClientVersion, more?: Partial<ClientWish>): Promise<Ran>
}

export interface StageWish {
  readonly over?: 'http' | 'grpc'
  /** The recorder behind TLS. */
  readonly keys?: SecureContextOptions
  readonly answer?: (turn: number) => Answer
}

export const oneReply: Answer = { text: 'Hello.', usage: { input_tokens: 10, output_tokens: 5 } }

export async function stage({
  over = 'http',
  keys,
  answer = () => oneReply,
}: StageWish = {}): Promise<Stage> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'ct-client-')))
  const api = await fakeMessagesApi((_, turn) => answer(turn))
  const recorder = await otlpRecorder(over, keys)
  onTestFinished(async () => {
    await Promise.all([api.close(), recorder.close()])
    await rm(home, { recursive: true, force: true })
  })
  return {
    home,
    api,
    recorder,
    run: (version, more = {}) => runClient({ version, home, api: api.url, ...more }),
  }
}

/** The variables of a connected client, as the contract names them. */
export function connected(endpoint: string, protocol: string): Record<string, string> {
  return {
    CLAUDE_CODE_ENABLE_TELEMETRY: '1',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    OTEL_METRIC_EXPORT_INTERVAL: '10000',
    OTEL_LOGS_EXPORT_INTERVAL: '5000',
  }
}

/** What the API gave, summed: the truth about tokens. */
export function given(api: FakeMessagesApi): Required<Usage> {
  const sum = {
    input_tokens: 0,
    output_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
  }
  for (const { answer } of api.ledger) {
    if (answer === 'hang' || !('usage' in answer)) continue
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += answer.usage[key] ?? 0
  }
  return sum
}
