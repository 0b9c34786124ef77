// Headers for the endpoint: read from lines, refused where the client would drop or garble them.
import { Problem } from '../errors.ts'

export type Headers = Readonly<Record<string, string>>

/** One NAME=VALUE or NAME: VALUE a line; empty lines and lines that begin with # are passed over. */
export function parseHeaders(text: string, origin: string): Headers {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const headers: Record<string, string> = {}
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    const where = `${origin}, line ${index + 1}`
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined || value === '')
      throw bad(where, 'is not NAME=VALUE')
    const fault = faultOfName(name)
    if (fault !== null) throw bad(where, fault)
    // The client splits at commas and never decodes %2C, so such a value cannot be said to it.
    if (value.includes(','))
      throw bad(where, 'has a comma in its value, which the client would cut there')
    if (/[^\x20-\x7E]/.test(value)) throw bad(where, 'has a character that no header may hold')
    headers[name] = value
  }
  return headers
}

const setByClient =
  /^(?:connection|content-(?:encoding|length|type)|te|transfer-encoding|upgrade|user-agent)$/i

/** Measured: one such header, and the client passes it over, or every export of it fails. */
function faultOfName(name: string): string | null {
  if (setByClient.test(name)) return 'is set by the client itself'
  return /^[\w.-]+$/.test(name) && !/-bin$/i.test(name)
    ? null
    : 'has a name that the client cannot send over every protocol'
}

/** Names the line, never its content: the content is the secret. */
function bad(where: string, why: string): Problem {
  return new Problem('bad-headers', `${where} ${why}.`, {
    hints: ['Write one header a line, such as: Authorization=Bearer …'],
  })
}
