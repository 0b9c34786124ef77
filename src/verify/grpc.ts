// gRPC in the little that one call needs: the frame around a message, and what the trailers say.
import { type Answer, type Verdict, partialSuccess, utf8 } from './answer.ts'
import { credentials } from './http-answer.ts'

/** One byte for compression, four for the length, then the message. */
export function frame(message: Uint8Array, compressed: boolean): Uint8Array {
  const framed = new Uint8Array(message.length + 5)
  framed[0] = compressed ? 1 : 0
  new DataView(framed.buffer).setUint32(1, message.length)
  framed.set(message, 5)
  return framed
}

const names: Readonly<Record<string, string>> = {
  1: 'CANCELLED',
  2: 'UNKNOWN',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  6: 'ALREADY_EXISTS',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  10: 'ABORTED',
  11: 'OUT_OF_RANGE',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  15: 'DATA_LOSS',
  16: 'UNAUTHENTICATED',
}

export function judgeGrpc(answer: Answer, asked: { readonly withHeaders: boolean }): Verdict {
  // A refusal without a message has everything in its first headers and no trailers at all.
  const ends = { ...answer.headers, ...answer.trailers }
  const status = ends['grpc-status']
  if (status === undefined) return notGrpc(answer, asked)
  if (status === '0') return partialSuccess(answer.body.subarray(5), false)
  const said = unescaped(ends['grpc-message'] ?? '')
  return {
    ok: false,
    reason: `gRPC status ${status} ${names[status] ?? ''}`.trimEnd(),
    said: said === '' ? null : said,
    advice: advice(status, asked),
  }
}

function notGrpc(answer: Answer, asked: { readonly withHeaders: boolean }): Verdict {
  const said = utf8(answer.body)
  const refused = answer.status === 401 || answer.status === 403
  return {
    ok: false,
    reason: `HTTP ${answer.status} without a gRPC status`,
    said: said === '' ? null : said,
    advice: refused
      ? credentials(asked)
      : 'this port speaks HTTP/2 but not gRPC: for an OTLP/HTTP port (often 4318) use --protocol http/protobuf',
  }
}

function advice(status: string, asked: { readonly withHeaders: boolean }): string {
  if (status === '16' || status === '7') return credentials(asked)
  if (status === '12' || status === '5')
    return 'this gRPC server takes no OTLP for this signal: check host and port in --endpoint'
  if (status === '3') return 'it does not take OTLP over gRPC as sent: try --protocol http/protobuf'
  if (status === '8') return 'the endpoint limits size or rate: wait, then run verify again'
  return 'the endpoint is there and does not work: look into its log, then run verify again'
}

/** grpc-message is percent-encoded UTF-8; a stray percent sign is left as it is. */
function unescaped(text: string): string {
  const bytes = [...text.matchAll(/%([0-9A-Fa-f]{2})|([\s\S])/gu)].flatMap(([, pair, other]) =>
    pair === undefined ? [...new TextEncoder().encode(other)] : [Number.parseInt(pair, 16)],
  )
  return utf8(Uint8Array.from(bytes))
}
