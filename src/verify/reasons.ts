// Why no answer came, in words, with what to try next. Knows codes of sockets, TLS and HTTP; echoes no foreign text.

export interface Attempt {
  readonly grpc: boolean
  readonly secure: boolean
  /** Host and port as tried. */
  readonly address: string
  /** Host and port of the proxy on the way, or null. */
  readonly proxy: string | null
  readonly caFile: string | null
  readonly seconds: number
}

const anotherProtocol = (attempt: Attempt): string =>
  attempt.grpc
    ? 'for an OTLP/HTTP port (often 4318) use --protocol http/protobuf'
    : 'for an OTLP/gRPC port (often 4317) use --protocol grpc'

const untrusted = (attempt: Attempt, code: string): string =>
  attempt.caFile === null
    ? `the certificate of ${attempt.address} is not trusted (${code}): give the authority that signed it with --ca-file FILE`
    : `the certificate of ${attempt.address} is not signed by the authority in ${attempt.caFile} (${code}): give the right one with --ca-file FILE`

const noRoute = (attempt: Attempt, code: string): string =>
  `${attempt.address} cannot be reached from here (${code}): check network, VPN and firewall`

const badHeader = (): string =>
  'a header cannot be sent as it stands: look for odd characters or reserved names in the file given to --headers-file'

const notHttp2 = (attempt: Attempt): string =>
  `${attempt.address} answers, but not in HTTP/2, which gRPC needs: ${anotherProtocol(attempt)}`

const closed = (attempt: Attempt): string => {
  const scheme = attempt.secure ? '' : `; if it expects TLS, write https://`
  return `${attempt.address} closed the connection without an answer: ${anotherProtocol(attempt)}${scheme}`
}

type Explain = (attempt: Attempt, code: string) => string

/** First match wins; the pattern is tried against the whole code. */
const reasons: readonly (readonly [RegExp, Explain])[] = [
  [/late/, late],
  [/NoHttp2|ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL/, notHttp2],
  [
    /ECONNREFUSED/,
    ({ address }) =>
      `nothing listens on ${address} (refused): start the receiver, or correct --endpoint`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|EAI_NONAME/,
    ({ address }) =>
      `the name in ${address} was not found: check the spelling in --endpoint, DNS and VPN`,
  ],
  [/EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|ETIMEDOUT|EADDRNOTAVAIL/, noRoute],
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    ({ address }, code) =>
      `the certificate of ${address} is not valid at this time (${code}): renew it, or set this machine's clock`,
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    ({ address }, code) =>
      `the certificate is made for another name than ${address} (${code}): use the name it was made for in --endpoint`,
  ],
  [
    /.*(?:SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE|INVALID_CA).*/,
    untrusted,
  ],
  [
    /ERR_SSL_.*(?:CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA).*/,
    ({ address }, code) =>
      `${address} broke off the TLS handshake (${code}): it may want a client certificate, which belongs into CLAUDE_CODE_CLIENT_CERT (HTTP) or OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE (gRPC)`,
  ],
  [
    /EPROTO|ERR_SSL_.*/,
    ({ address }, code) =>
      `${address} does not answer in TLS (${code}): if it is a plain port, write http:// instead of https://`,
  ],
  [
    /HPE_.*/,
    (attempt) => `${attempt.address} answers, but not in HTTP/1.1: ${anotherProtocol(attempt)}`,
  ],
  [
    /ERR_INVALID_CHAR|ERR_INVALID_HTTP_TOKEN|ERR_HTTP_INVALID_HEADER_VALUE|ERR_HTTP2_(?:INVALID|HEADER).*/,
    badHeader,
  ],
  [/ERR_HTTP2_.*/, notHttp2],
  [/ECONNRESET|EPIPE|ECONNABORTED/, closed],
]

export function whyNoAnswer(cause: unknown, attempt: Attempt): string {
  const code = codeOf(cause)
  if (nameOf(cause) === 'ProxyFault') return whyNoProxy(cause as { status: number | null }, attempt)
  const known = reasons.find(([pattern]) => new RegExp(`^(?:${pattern.source})$`).test(code))
  return known?.[1](attempt, code) ?? `no answer from ${attempt.address} (${code})`
}

function late({ address, seconds, proxy }: Attempt): string {
  const way = proxy === null ? '' : ` (through the proxy ${proxy})`
  return `${address}${way} gave no answer within ${seconds} s: the receiver hangs, or a firewall drops the packets`
}

function whyNoProxy(
  fault: { readonly status: number | null; readonly cause?: unknown },
  attempt: Attempt,
): string {
  const proxy = `the proxy ${attempt.proxy ?? ''}`
  if (fault.status === null)
    return `${proxy} could not be reached (${codeOf(fault.cause)}): check HTTP_PROXY and HTTPS_PROXY`
  if (fault.status === 407)
    return `${proxy} wants a user and password (407): put them into HTTPS_PROXY`
  return `${proxy} refused the way to ${attempt.address} (${fault.status}): ask who runs it, or except the host in NO_PROXY`
}

function codeOf(cause: unknown): string {
  const name = nameOf(cause)
  if (name === 'TimeoutError') return 'late'
  if (name === 'NoHttp2') return name
  if (typeof cause !== 'object' || cause === null) return 'unknown'
  const { code, errors } = cause as { code?: unknown; errors?: readonly unknown[] }
  if (typeof code === 'string') return code
  // One name with several addresses: each has failed, and the first says enough.
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0])
  return name
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown'
}
