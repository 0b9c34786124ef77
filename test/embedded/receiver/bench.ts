// A receiver on loopback over a write function that records, and a sender that can misbehave on the wire.
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Keeping } from '../../../src/embedded/receiver/intake.ts'
import { serverLimits } from '../../../src/embedded/receiver/limits.ts'
import { receive, type ReceiveOptions } from '../../../src/embedded/receiver/receive.ts'
import type { Batch, Delta, Event, Fact } from '../../../src/ledger/record.ts'
import { openOnLoopback } from '../../fakes/loopback.ts'
import { arrived } from '../../ledger/fixtures.ts'

export interface Bench {
  readonly url: string
  readonly port: number
  readonly written: readonly Batch[]
  readonly records: () => readonly Fact[]
  readonly receiver: ReturnType<typeof receive>
  /** From now on the recording store answers so. */
  store(write: Keeping['write']): void
  post(path: string, body: Uint8Array | string, headers?: Record<string, string>): Promise<Told>
}

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
  readonly text: string
}

export async function bench(options: ReceiveOptions = {}): Promise<Bench> {
  const written: Batch[] = []
  const record: Keeping['write'] = async (batch) => void written.push(batch)
  let write = record
  const receiver = receive({ write: (batch) => write(batch) }, { now: () => arrived, ...options })
  const open = await openOnLoopback(createServer(serverLimits, receiver.http))
  onTestFinished(open.close)
  return {
    ...open,
    written,
    records: () => written.flatMap(({ records }) => records),
    receiver,
    store: (next) => void (write = next),
    post: (path, body, headers = {}) => post(open.url + path, body, headers),
  }
}

async function post(
  url: string,
  body: Uint8Array | string,
  headers: Record<string, string>,
): Promise<Told> {
  const type = { 'content-type': 'application/json' }
  const answer = await fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : Buffer.from(body),
    headers: { ...type, ...headers },
    signal: AbortSignal.timeout(120_000),
  })
  const got = Buffer.from(await answer.arrayBuffer())
  return { status: answer.status, headers: answer.headers, body: got, text: got.toString() }
}

/** Writes these pieces with pauses, and gives all that came back until the line was closed, or the limit. */
export function onTheWire(
  port: number,
  pieces: readonly (string | Uint8Array)[],
  { pause = 5, limit = 10_000, end = false } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    const done = (): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(Buffer.concat(parts).toString('latin1'))
    }
    const timer = setTimeout(done, limit)
    socket.on('data', (part) => void parts.push(part))
    socket.on('error', () => undefined)
    socket.on('close', done)
    socket.on('connect', async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return
        socket.write(piece)
        await new Promise((later) => setTimeout(later, pause))
      }
      if (end) socket.end()
    })
  })
}

export function tokens(records: readonly Fact[], type: string): number {
  return records
    .filter((one): one is Delta => one.kind === 'delta' && one.name === 'claude_code.token.usage')
    .filter(({ labels }) => labels['type'] === type)
    .reduce((sum, { value }) => sum + value, 0)
}

export function events(records: readonly Fact[], name: string): Event[] {
  return records.filter((one): one is Event => one.kind === 'event' && one.name === name)
}
