// Why an engine does not answer, told apart by what the system or the other side said.

export const engineReasons = [
  'no-client',
  'no-socket',
  'no-permission',
  'refused',
  'hung',
  'too-old',
  'no-space',
  'not-docker',
  'tls',
  'unreachable',
  'failing',
  'unsupported',
] as const

export type EngineReason = (typeof engineReasons)[number]

export interface Silence {
  readonly reason: EngineReason
  /** The other side's own words, short. */
  readonly detail: string
}

export function silence(reason: EngineReason, detail: string): Silence {
  return { reason, detail: oneLine(detail) }
}

const byCode: Readonly<Record<string, EngineReason>> = {
  ENOENT: 'no-socket',
  ENOTDIR: 'no-socket',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'hung',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOSPC: 'no-space',
  ECONNRESET: 'not-docker',
  EPIPE: 'not-docker',
  EPROTO: 'tls',
}

/** `fault` is whatever dockerode threw: a system error, a parser's complaint or an HTTP answer. */
export function reasonOf(fault: unknown): Silence {
  const { code, statusCode, message } = told(fault)
  const words = code !== '' && !message.includes(code) ? `${code}: ${message}` : message
  if (/no space left on device/i.test(message)) return silence('no-space', message)
  if (statusCode === 400 && /https/i.test(message)) return silence('tls', message)
  if (statusCode >= 500) return silence('failing', message)
  if (statusCode === 401 || statusCode === 403) return silence('no-permission', message)
  if (statusCode > 0) return silence('not-docker', message)
  const known = byCode[code]
  if (known !== undefined) return silence(known, words)
  if (code.startsWith('HPE_')) return silence('not-docker', words)
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code) || /\b(?:PEM|certificate)\b/i.test(message)) {
    return silence('tls', words)
  }
  return silence('failing', words)
}

function told(fault: unknown): { code: string; statusCode: number; message: string } {
  if (!(fault instanceof Error)) return { code: '', statusCode: 0, message: String(fault) }
  const { code, statusCode } = fault as { code?: unknown; statusCode?: unknown }
  return {
    code: typeof code === 'string' ? code : '',
    statusCode: typeof statusCode === 'number' ? statusCode : 0,
    message: fault.message,
  }
}

/** A stranger's words go to a terminal: control characters out, one short line. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
