// One marked point per signal, sent over the protocol the client will use, and what the endpoint said to it.
import { Problem } from '../errors.ts'
import { isLoopback } from '../config/endpoint.ts'
import { sha256 } from '../world/files.ts'
import { gzipped, post, type Reply } from '../world/http.ts'
import { postOverHttp2 } from '../world/http2.ts'
import type { Verdict } from './answer.ts'
import { authority } from './authority.ts'
import { secretsIn, shown } from './foreign.ts'
import { frame, judgeGrpc } from './grpc.ts'
import { judgeHttp } from './http-answer.ts'
import { type Mark, canary } from './mark.ts'
import { type Signal, methods, paths, requests } from './messages.ts'
import { encode } from './protobuf.ts'
import { type Attempt, whyNoAnswer } from './reasons.ts'

export interface Hop {
  readonly id: string
  /** Null: not run. */
  readonly ok: boolean | null
  readonly ms: number | null
  readonly detail: string | null
}

export interface CanaryWish {
  readonly protocol: 'http/protobuf' | 'http/json' | 'grpc'
  readonly endpoint: string
  readonly signals: readonly Signal[]
  readonly headers: Readonly<Record<string, string>>
  readonly caFile: string | null
  readonly compression: 'none' | 'gzip'
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** What HTTP_PROXY or HTTPS_PROXY say for this endpoint; used as the client does, so never for loopback or gRPC. */
  readonly proxy?: string | null
  readonly mark: string
  readonly at: Date
  /** A gauge when left out. */
  readonly kind?: Mark['kind']
}

/** As long as the client itself waits for an answer. */
const patience = 10_000
const longestAnswer = 65_536

/** Answers one hop per signal, in the order asked for. Rejects only when it is cancelled, or CA file or proxy are unusable. */
export async function sendCanary(wish: CanaryWish): Promise<Hop[]> {
  proxyFor(wish)
  const ca = wish.caFile === null ? null : await authority(wish.caFile)
  const { mark: text, at, kind = 'gauge' } = wish
  const mark: Mark = { text, at, kind, digits: sha256(text) }
  return Promise.all(wish.signals.map((signal) => send(wish, signal, mark, ca)))
}

async function send(wish: CanaryWish, signal: Signal, mark: Mark, ca: string | null): Promise<Hop> {
  const limit = AbortSignal.timeout(wish.timeoutMs ?? patience)
  const within = wish.signal === undefined ? limit : AbortSignal.any([limit, wish.signal])
  const started = performance.now()
  const hop = (ok: boolean, detail: string | null): Hop => {
    return { id: signal, ok, ms: Math.round(performance.now() - started), detail }
  }
  try {
    const verdict = await exchange(wish, signal, mark, ca, within)
    return hop(verdict.ok, sentence(verdict, secretsIn(wish.headers)))
  } catch (cause) {
    wish.signal?.throwIfAborted()
    return hop(false, whyNoAnswer(cause, attempt(wish)) + portTaken(wish))
  }
}

async function exchange(
  wish: CanaryWish,
  signal: Signal,
  mark: Mark,
  ca: string | null,
  within: AbortSignal,
): Promise<Verdict> {
  const squeeze = wish.compression === 'gzip'
  const plain = written(wish, signal, mark)
  const body = squeeze ? await gzipped(plain) : plain
  const url = target(wish, signal)
  const common = { url, ca, signal: within, limit: longestAnswer, proxy: proxyFor(wish) }
  const withHeaders = Object.keys(wish.headers).length > 0
  const headers = merged(wish.headers, ownHeaders(wish.protocol, squeeze))
  if (wish.protocol === 'grpc') {
    const reply: Reply = await postOverHttp2({ ...common, headers, body: frame(body, squeeze) })
    return judgeGrpc(reply, { withHeaders })
  }
  const reply = await post({ ...common, headers, body })
  return judgeHttp(reply, { protocol: wish.protocol, path: url.pathname, withHeaders })
}

function written(wish: CanaryWish, signal: Signal, mark: Mark): Uint8Array {
  const data = canary(signal, mark)
  if (wish.protocol === 'http/json') return new TextEncoder().encode(JSON.stringify(data))
  return encode(requests[signal], data)
}

function ownHeaders(protocol: CanaryWish['protocol'], squeeze: boolean): Record<string, string> {
  if (protocol === 'grpc') {
    const encoding = squeeze ? { 'grpc-encoding': 'gzip' } : {}
    return {
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': 'claude-telemetry',
      ...encoding,
    }
  }
  const type = protocol === 'http/json' ? 'application/json' : 'application/x-protobuf'
  const encoding = squeeze ? { 'content-encoding': 'gzip' } : {}
  return { 'content-type': type, 'user-agent': 'claude-telemetry', ...encoding }
}

/** Names compare without case; ours win, as the client's own do. */
function merged(
  theirs: Readonly<Record<string, string>>,
  ours: Record<string, string>,
): Record<string, string> {
  const lower = Object.entries(theirs).map(([name, value]) => [name.toLowerCase(), value])
  return { ...Object.fromEntries(lower), ...ours }
}

/** HTTP keeps a path prefix; gRPC ignores any path, and without a port its library takes 443 for http:// too. */
function target(wish: CanaryWish, signal: Signal): URL {
  const url = new URL(wish.endpoint)
  if (wish.protocol !== 'grpc') {
    url.pathname = url.pathname.replace(/\/$/, '') + paths[signal]
    return url
  }
  const port = url.port === '' ? '443' : url.port
  return new URL(methods[signal], `${url.protocol}//${url.hostname}:${port}`)
}

/** Seen on the client: over gRPC both http://host and http://host:80 end at port 443, still without TLS. */
function portTaken({ protocol, endpoint }: CanaryWish): string {
  const { port, protocol: scheme } = new URL(endpoint)
  if (protocol !== 'grpc' || port !== '' || scheme === 'https:') return ''
  return '; over gRPC the client takes port 443 where --endpoint names none (or 80): name the port'
}

/** The client does not even start with a proxy that has no scheme, and SOCKS it cannot speak. */
function proxyFor(wish: CanaryWish): URL | null {
  const text = wish.proxy ?? ''
  if (text === '' || wish.protocol === 'grpc' || isLoopback(wish.endpoint)) return null
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return new URL(text)
  throw new Problem(
    'bad-setting',
    'The proxy in HTTP_PROXY or HTTPS_PROXY is not an http address.',
    {
      hints: ['Claude Code refuses it too. Write it as http://HOST:PORT'],
    },
  )
}

function attempt(wish: CanaryWish): Attempt {
  const url = target(wish, 'metrics')
  const secure = url.protocol === 'https:'
  const proxy = proxyFor(wish)
  return {
    grpc: wish.protocol === 'grpc',
    secure,
    address: `${url.hostname}:${url.port === '' ? (secure ? 443 : 80) : url.port}`,
    proxy: proxy === null ? null : proxy.host,
    caFile: wish.caFile,
    seconds: (wish.timeoutMs ?? patience) / 1000,
  }
}

function sentence({ reason, said, advice }: Verdict, secrets: readonly string[]): string | null {
  if (reason === null) return null
  const text = said === null ? '' : shown(said, secrets)
  return [
    reason,
    ...(text === '' ? [] : [`it said: ${text}`]),
    ...(advice === null ? [] : [advice]),
  ].join('; ')
}
