// What an OTLP receiver's answer means: accepted, partly refused, or refused, and why.
import { type Field, decode } from './protobuf.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly trailers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** `reason` is ours, `said` is the receiver's and has to be made fit for showing. `advice` comes last. */
export interface Verdict {
  readonly ok: boolean
  readonly reason: string | null
  readonly said: string | null
  readonly advice: string | null
}

const accepted: Verdict = { ok: true, reason: null, said: null, advice: null }

/** The part of the answer by which a receiver takes a request and drops points of it all the same. */
export function partialSuccess(body: Uint8Array, json: boolean): Verdict {
  const { rejected, message } = json ? partialOfJson(body) : partialOfProtobuf(body)
  if (rejected === 0n)
    return message === ''
      ? accepted
      : { ...accepted, reason: 'accepted with a warning', said: message }
  return {
    ok: false,
    reason: `the endpoint took the request and rejected ${rejected} of what was in it`,
    said: message === '' ? null : message,
    advice: 'the rule is in the configuration of the endpoint',
  }
}

interface Partial {
  readonly rejected: bigint
  readonly message: string
}

const nothing: Partial = { rejected: 0n, message: '' }

function partialOfProtobuf(body: Uint8Array): Partial {
  const inner = bytesOf(decode(Uint8Array.from(body)), 1)
  const fields = inner === null ? null : decode(inner)
  const rejected = fields?.find(({ number }) => number === 1)?.value
  return {
    rejected: typeof rejected === 'bigint' ? rejected : 0n,
    message: textOf(fields, 2) ?? '',
  }
}

/** The names of the count differ by signal, and int64 may be a number or a text. */
function partialOfJson(body: Uint8Array): Partial {
  try {
    const answer = JSON.parse(utf8(body)) as Record<string, unknown> | null
    const partial = (answer?.['partialSuccess'] ?? answer?.['partial_success'] ?? {}) as Record<
      string,
      unknown
    >
    const count = Object.entries(partial).find(([name]) => /^rejected/i.test(name))?.[1] ?? 0
    const message = partial['errorMessage'] ?? partial['error_message'] ?? ''
    return {
      rejected: BigInt(count as string | number),
      message: typeof message === 'string' ? message : '',
    }
  } catch {
    // The client does not look into an answer that it cannot read, and takes it as success.
    return nothing
  }
}

/** A refusal in protobuf is a google.rpc.Status: code 1, message 2. */
export function statusMessage(body: Uint8Array): string | null {
  return textOf(decode(Uint8Array.from(body)), 2)
}

function bytesOf(fields: readonly Field[] | null, number: number): Uint8Array<ArrayBuffer> | null {
  const value = fields?.find((field) => field.number === number)?.value
  return value instanceof Uint8Array ? value : null
}

function textOf(fields: readonly Field[] | null, number: number): string | null {
  const bytes = bytesOf(fields, number)
  return bytes === null ? null : utf8(bytes)
}

export function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
