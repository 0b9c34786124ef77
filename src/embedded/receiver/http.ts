// OTLP over HTTP: looks at the head, reads the body, answers when it is stored.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { encodeAnswer, encodeStatus, type Signal } from '../../ledger/otlp/answer.ts'
import type { Form } from '../../ledger/otlp/decode.ts'
import { inflated, readBody } from './body.ts'
import type { Protocol } from './counters.ts'
import { type Entrance, formOf, signalAt, stranger } from './entrance.ts'
import { type Intake, leftOut } from './intake.ts'
import type { Limits } from './limits.ts'
import { Gone, Refused } from './refused.ts'
import { reply, type Reply } from './reply.ts'
import { type Claim, Turnstile } from './waiting.ts'

export interface Desk {
  readonly entrance: Entrance
  readonly limits: Limits
  readonly intake: Intake
  /** Throws where nothing more is taken. */
  enter(): Claim
  refused(fault: Refused): void
  gone(): void
  /** One request read whole: its bytes as sent, and as unpacked. */
  took(protocol: Protocol, received: number, inflated: number): void
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

const types = { json: 'application/json', protobuf: 'application/x-protobuf' } as const

export function httpHandler(desk: Desk): Handler {
  // Two at once: a thousand small bombs would each grow to their limit at the same time.
  const turnstile = new Turnstile(2)
  return (request, response) => {
    response.on('error', () => undefined)
    take(request, desk, turnstile).then(
      (answer) => reply(request, response, answer),
      (fault: unknown) => {
        if (fault instanceof Gone) return desk.gone()
        const refused =
          fault instanceof Refused ? fault : new Refused('store-failed', { cause: fault })
        desk.refused(refused)
        reply(
          request,
          response,
          refusal(refused, formOf(request.headers['content-type']) ?? 'json'),
        )
      },
    )
  }
}

async function take(request: IncomingMessage, desk: Desk, turnstile: Turnstile): Promise<Reply> {
  const { signal, form, packed } = head(request, desk)
  const claim = desk.enter()
  try {
    const sent = await readBody(request, claim, desk.limits)
    const batch = await turnstile
      .pass(async () => {
        const body = packed ? await unpacked(sent, claim, desk.limits.inflated) : sent
        desk.took(`http/${form}`, sent.length, body.length)
        // The decoding is done when this returns; the disk is waited for outside.
        return { stored: desk.intake(signal, form, body) }
      })
      .then(({ stored }) => stored)
    const { count, reason } = leftOut(batch)
    const body = encodeAnswer(signal, form, count, reason)
    return { status: 200, headers: { 'content-type': types[form] }, body }
  } finally {
    claim.free()
  }
}

function head(
  request: IncomingMessage,
  { entrance, limits }: Desk,
): { signal: Signal; form: Form; packed: boolean } {
  const { method, url = '', headers } = request
  const wrong = stranger(entrance, {
    host: headers.host,
    origin: headers.origin,
    authorization: headers.authorization,
  })
  if (wrong !== null) throw new Refused(wrong)
  const signal = signalAt(url)
  if (signal === null) throw new Refused('no-such-path')
  if (method !== 'POST') throw new Refused('method')
  const form = formOf(headers['content-type'])
  if (form === null) throw new Refused('content-type')
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'gzip' && encoding !== 'identity') throw new Refused('encoding')
  if (Number(headers['content-length'] ?? 0) > limits.body) throw new Refused('too-large')
  return { signal, form, packed: encoding === 'gzip' }
}

async function unpacked(sent: Buffer, claim: Claim, limit: number): Promise<Buffer> {
  const body = await inflated(sent, limit)
  if (!claim.more(body.length)) throw new Refused('crowded')
  return body
}

function refusal({ answer, message, reason }: Refused, form: Form): Reply {
  return {
    status: answer.status,
    headers: {
      'content-type': types[form],
      ...(answer.retryAfter !== undefined && { 'retry-after': String(answer.retryAfter) }),
      ...(reason === 'method' && { allow: 'POST' }),
      ...(reason === 'encoding' && { 'accept-encoding': 'gzip' }),
      ...(reason === 'token' && { 'www-authenticate': 'Bearer' }),
    },
    body: encodeStatus(form, answer.grpc, message),
  }
}
