// Runs a sender that is built on an official OpenTelemetry SDK, and knows what it was told to record.
import { spawn } from 'node:child_process'
import { part } from '../bed.ts'

export const languages = ['js', 'python'] as const
export type Language = (typeof languages)[number]

export interface Sending {
  readonly endpoint: string
  readonly protocol: 'http/protobuf' | 'http/json' | 'grpc'
  readonly compression: 'gzip' | 'none'
  readonly temporality: 'delta' | 'cumulative'
  readonly service: string
}

export interface Round {
  readonly counts: readonly (readonly [route: string, value: number])[]
  readonly open: number
  readonly temperature: number
  readonly latencies: readonly number[]
  /** Under a name of Claude Code's. */
  readonly ours: number
}

export const rounds: readonly Round[] = [
  {
    counts: [
      ['a', 1],
      ['b', 2.5],
      ['a', 3],
    ],
    open: 3,
    temperature: 21.5,
    latencies: [1, 12, 120],
    ours: 0,
  },
  { counts: [['a', 5]], open: -2, temperature: -4.25, latencies: [7], ours: 0 },
]

export const logs = [
  { body: 'A line.', attributes: { place: 'one', count: 1, right: true } },
  { body: 'Another line.', attributes: { place: 'two', count: 2.5, right: false } },
]

/** Null where it is not in the bed. */
export const sender: Readonly<Record<Language, string | null>> = {
  js: part('sender-js'),
  python: part('sender-python'),
}

/** What its library complained of. */
export async function send(
  language: Language,
  sending: Sending,
  what: readonly Round[] = rounds,
): Promise<readonly string[]> {
  const child = spawn(sender[language] ?? '', [], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 90_000)
  child.stdin.end(JSON.stringify({ ...sending, rounds: what, logs }))
  let [out, err] = ['', '']
  child.stdout.on('data', (piece) => (out += String(piece)))
  child.stderr.on('data', (piece) => (err += String(piece)))
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  clearTimeout(timer)
  if (code !== 0) throw new Error(`The sender ended with ${String(code)}: ${err}`)
  return (JSON.parse(out) as { said: string[] }).said
}
