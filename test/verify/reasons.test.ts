import { expect, test } from 'vitest'
import { ProxyFault } from '../../src/world/connection.ts'
import { NoHttp2 } from '../../src/world/http2.ts'
import { type Attempt, whyNoAnswer } from '../../src/verify/reasons.ts'

const attempt: Attempt = {
  grpc: false,
  secure: true,
  address: 'otel.example:443',
  proxy: null,
  caFile: null,
  seconds: 10,
}
const coded = (code: string): Error => Object.assign(new Error('foreign words'), { code })

test.each<[string, RegExp]>([
  ['ECONNREFUSED', /start the receiver/],
  ['ENOTFOUND', /name .* not found/],
  ['EAI_AGAIN', /name .* not found/],
  ['EHOSTUNREACH', /cannot be reached.*VPN/],
  ['ETIMEDOUT', /cannot be reached/],
  ['ECONNRESET', /closed the connection.*--protocol grpc$/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /not trusted .*--ca-file FILE/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /--ca-file FILE/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /--ca-file FILE/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /--ca-file FILE/],
  ['CERT_HAS_EXPIRED', /not valid at this time/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /another name than otel\.example/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /write http:\/\//],
  ['EPROTO', /write http:\/\//],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /CLAUDE_CODE_CLIENT_CERT/],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', /not in HTTP\/2/],
  ['HPE_INVALID_CONSTANT', /not in HTTP\/1\.1/],
  ['ERR_INVALID_CHAR', /a header cannot be sent/],
  ['ERR_HTTP2_INVALID_CONNECTION_HEADERS', /a header cannot be sent/],
  ['ERR_HTTP2_ERROR', /not in HTTP\/2/],
  ['E_NEW', /^no answer from otel\.example:443 \(E_NEW\)$/],
])('%s', (code, expected) => {
  const text = whyNoAnswer(coded(code), attempt)
  expect(text).toMatch(expected)
  expect(text).not.toContain('foreign words')
})

test('several addresses that all failed', () => {
  expect(
    whyNoAnswer(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), attempt),
  ).toMatch(/refused/)
})

test('faults with a name of their own', () => {
  expect(whyNoAnswer(new NoHttp2(''), { ...attempt, grpc: true })).toMatch(
    /--protocol http\/protobuf/,
  )
  expect(whyNoAnswer(new ProxyFault(502), { ...attempt, proxy: 'p:1' })).toMatch(
    /^the proxy p:1 refused .*\(502\)/,
  )
  expect(whyNoAnswer(new DOMException('', 'TimeoutError'), attempt)).toMatch(/within 10 s/)
  expect(whyNoAnswer('odd', attempt)).toBe('no answer from otel.example:443 (unknown)')
})

test('a CA file that is the wrong one is named', () => {
  const text = whyNoAnswer(coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), {
    ...attempt,
    caFile: '/etc/ca.pem',
  })
  expect(text).toMatch(/not signed by the authority in \/etc\/ca\.pem/)
})

test('plain connections that are cut may want TLS', () => {
  expect(whyNoAnswer(coded('ECONNRESET'), { ...attempt, secure: false })).toMatch(
    /write https:\/\/$/,
  )
})
