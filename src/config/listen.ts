// The address to listen on: whether others can reach it, and how a program on this machine does.

export const loopback = '127.0.0.1'

/** An address in numbers; a name would mean another one tomorrow. */
export function isAddress(text: string): boolean {
  return isFour(text) || isSix(text)
}

function isFour(text: string): boolean {
  const parts = text.split('.')
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && +part < 256)
  )
}

function isSix(text: string): boolean {
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text)) return false
  try {
    return new URL(`http://[${text}]`).hostname !== ''
  } catch {
    return false
  }
}

/** Nobody beyond this machine can send there. */
export function isLoopbackOnly(listen: string): boolean {
  return listen.startsWith('127.') || plain(listen) === '::1'
}

/** As it stands in an address that a program on this machine uses. */
export function reachedAt(listen: string): string {
  if (listen === '0.0.0.0' || plain(listen) === '::') return loopback
  return inAddress(listen)
}

export function inAddress(listen: string): string {
  return listen.includes(':') ? `[${plain(listen)}]` : listen
}

/** One spelling for each address of six. */
function plain(listen: string): string {
  return listen.includes(':') ? new URL(`http://[${listen}]`).hostname.slice(1, -1) : listen
}
