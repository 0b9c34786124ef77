// Reads a receiver's HTTP answer: what each status means to somebody who wants telemetry to arrive.
import { type Answer, type Verdict, partialSuccess, statusMessage, utf8 } from './answer.ts'
import { withoutMarkup } from './foreign.ts'

export interface Asked {
  readonly protocol: string
  /** The path that was posted to. */
  readonly path: string
  readonly withHeaders: boolean
}

export function judgeHttp(answer: Answer, asked: Asked): Verdict {
  const { status } = answer
  if (status >= 200 && status < 300) {
    return isPage(answer) ? page(answer, asked) : partialSuccess(answer.body, isJson(answer, asked))
  }
  const said = bodyText(answer)
  return {
    ok: false,
    reason: `${status} for POST ${asked.path}`,
    said: said === '' ? null : said,
    advice: advice(answer, asked),
  }
}

/** A web server that says 200 to everything takes telemetry and throws it away. */
function page(answer: Answer, asked: Asked): Verdict {
  return {
    ok: false,
    reason: `${answer.status} for POST ${asked.path}, with a web page`,
    said: bodyText(answer),
    advice: `this is no OTLP receiver: check the address in --endpoint`,
  }
}

function advice(answer: Answer, asked: Asked): string {
  const { status } = answer
  if (status === 401 || status === 403) return credentials(asked)
  if (status === 404 || status === 405) {
    return 'this path is not an OTLP receiver: check host, port and path in --endpoint (the client appends /v1/… itself)'
  }
  if (status === 400 && /https/i.test(utf8(answer.body))) {
    return 'it seems to want TLS: if --endpoint begins with http://, write https://'
  }
  if (status === 400 || status === 415 || status === 406)
    return `it does not take ${asked.protocol} here: try another word with --protocol`
  if (status === 413)
    return 'the limit for bodies is too small even for one point: raise it at the endpoint or the proxy before it'
  if (status === 429)
    return 'the endpoint limits how often it is written to: wait, then run verify again'
  if (status >= 300 && status < 400) return redirect(answer)
  if (status >= 500)
    return 'the endpoint is there and does not work: look into its log, then run verify again'
  return 'look into the log of the endpoint'
}

export function credentials(asked: Pick<Asked, 'withHeaders'>): string {
  return asked.withHeaders
    ? 'the headers that were sent do not open it: check the values in the file given to --headers-file'
    : 'it wants credentials and no headers were sent: give them with --headers-file FILE'
}

/** Origin and path only: what follows in a Location may be a secret. */
function redirect(answer: Answer): string {
  const target = /^https?:\/\/[^/?#@\s]+[^?#\s]*/i.exec(answer.headers['location'] ?? '')?.[0]
  const base = target?.replace(/\/v1\/(?:metrics|logs|traces)\/?$/, '')
  const other = base === undefined ? 'give the final address' : `try --endpoint ${base}`
  return `the client follows no redirect: ${other}`
}

function bodyText(answer: Answer): string {
  if (type(answer).includes('protobuf')) return statusMessage(answer.body) ?? ''
  return isPage(answer) ? withoutMarkup(utf8(answer.body)) : utf8(answer.body)
}

function isPage(answer: Answer): boolean {
  return type(answer).startsWith('text/html')
}

function isJson(answer: Answer, asked: Asked): boolean {
  return type(answer) === '' ? asked.protocol === 'http/json' : type(answer).includes('json')
}

function type(answer: Answer): string {
  return (answer.headers['content-type'] ?? '').toLowerCase()
}
