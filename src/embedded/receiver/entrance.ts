// Who may send here at all, told by the head of a request alone: no web page, no foreign name, no stranger.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Form } from '../../ledger/otlp/decode.ts'
import type { Signal } from '../../ledger/otlp/answer.ts'
import type { Reason } from './refused.ts'

export interface Entrance {
  /** Names this machine answers to besides loopback's, without a port. */
  readonly hosts: readonly string[]
  /** Asked for when it listens beyond loopback. */
  readonly token: string | null
}

export interface Caller {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly authorization: string | undefined
}

/** Numbers name nobody: only a name can be made to point here by a stranger. */
const loopback = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/
const numbers = /^(?:\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3})$/

/** A browser names its page in Origin, and the name it was lured with in Host. */
export function stranger({ hosts, token }: Entrance, caller: Caller): Reason | null {
  if (caller.origin !== undefined) return 'origin'
  const name = nameIn(caller.host?.toLowerCase() ?? '')
  if (name === null) return 'foreign-host'
  const isKnown = loopback.test(name) || hosts.some((one) => one.toLowerCase() === name)
  // Whoever brings the token may use any address of ours; a web page never has it.
  if (!isKnown && (token === null || !numbers.test(name))) return 'foreign-host'
  // The word before it may be written in any letters.
  const brought = /^bearer (.*)$/i.exec(caller.authorization ?? '')?.[1] ?? ''
  if (token !== null && !isSame(brought, token)) return 'token'
  return null
}

/** Without its port. Senders that leave out the brackets of an address of six are understood all the same. */
function nameIn(host: string): string | null {
  const bare = /^([0-9a-f:.]*:[0-9a-f:.]*):\d+$/.exec(host)?.[1]
  if (bare !== undefined) return `[${bare}]`
  return /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(host)?.[1] ?? null
}

/** By hashes of one length: how long it takes tells nothing. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}

const paths: Readonly<Record<string, Signal>> = {
  '/v1/metrics': 'metrics',
  '/v1/logs': 'logs',
  '/v1/traces': 'traces',
}

export function signalAt(url: string): Signal | null {
  const path = url.replace(/\?.*$/s, '')
  return Object.hasOwn(paths, path) ? (paths[path] ?? null) : null
}

export function formOf(contentType: string | undefined): Form | null {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/json') return 'json'
  return type === 'application/x-protobuf' || type === 'application/protobuf' ? 'protobuf' : null
}
