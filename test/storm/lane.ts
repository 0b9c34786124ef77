// One user of the client: runs in one HOME, one after another or two at once, resumed, continued, and ended on the way.
import { randomUUID } from 'node:crypto'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClientVersion, type Ran, runClient } from '../real-client/client.ts'
import { connected } from '../real-client/stage.ts'

export const protocols = ['http/protobuf', 'grpc', 'http/json'] as const
export type Protocol = (typeof protocols)[number]

export const kinds = ['plain', 'SIGTERM', 'resume', 'together', 'SIGKILL', 'continue'] as const
export type Kind = (typeof kinds)[number]

export interface LaneWish {
  readonly version: ClientVersion
  readonly api: string
  readonly endpoint: (protocol: Protocol) => string
}

export interface LaneRun extends Ran {
  readonly kind: Kind
  readonly protocol: Protocol
}

export interface Lane {
  run(kind: Kind, protocol: Protocol): Promise<readonly LaneRun[]>
  remove(): Promise<void>
}

/** Exports far more often than a user's client, so that a kill meets one under way. */
const often = { OTEL_METRIC_EXPORT_INTERVAL: '200', OTEL_LOGS_EXPORT_INTERVAL: '100' }

export async function lane({ version, api, endpoint }: LaneWish): Promise<Lane> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'ct-lane-')))
  let last: string | null = null
  let count = 0
  const once = async (
    kind: Kind,
    protocol: Protocol,
    args: readonly string[],
  ): Promise<LaneRun> => {
    const isCut = kind === 'SIGTERM' || kind === 'SIGKILL'
    const packed = (count += 1) % 2 === 0 ? { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' } : {}
    const ran = await runClient({
      version,
      home,
      api,
      env: { ...connected(endpoint(protocol), protocol), ...often, ...packed },
      args: ['--output-format', 'json', ...args],
      limit: 120_000,
      ...(isCut && { stop: { signal: kind, after: 300 + Math.random() * 3000 } }),
    })
    return { ...ran, kind, protocol }
  }
  const anew = async (kind: Kind, protocol: Protocol): Promise<LaneRun> => {
    const session = randomUUID()
    const ran = await once(kind, protocol, ['--session-id', session])
    if (ran.code === 0) last = session
    return ran
  }
  return {
    run: async (kind, protocol) => {
      if (last === null || kind === 'plain' || kind === 'SIGTERM' || kind === 'SIGKILL')
        return [await anew(kind, protocol)]
      if (kind === 'continue') return [await once(kind, protocol, ['--continue'])]
      const resumed = once(kind, protocol, ['--resume', last])
      // The same session in two processes, and a new one beside them.
      if (kind === 'resume') return [await resumed]
      const other = protocols[(protocols.indexOf(protocol) + 1) % protocols.length] ?? protocol
      return Promise.all([resumed, anew(kind, other), once(kind, other, ['--resume', last])])
    },
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 3 }),
  }
}
