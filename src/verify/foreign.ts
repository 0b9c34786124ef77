// Text of somebody else made fit to be shown: no control characters, no markup, no secrets of ours, not long.

const longest = 200

/** Secrets go before the cut: half a secret is one too. */
export function shown(text: string, secrets: readonly string[]): string {
  const oneLine = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
  const safe = secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), oneLine)
  const short = safe.replace(/ {2,}/g, ' ').trim()
  const letters = [...short]
  return letters.length > longest ? `${letters.slice(0, longest).join('')}…` : short
}

export function withoutMarkup(html: string): string {
  return html.replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ').replace(/<[^>]*>/g, ' ')
}

/** Everything in the headers that an answer might quote back, longest first so that no piece is left standing. */
export function secretsIn(headers: Readonly<Record<string, string>>): readonly string[] {
  const found = Object.values(headers).flatMap((value) => {
    const words = value.split(/\s+/)
    const decoded = words.flatMap(decodedPair)
    return [value, encodeURIComponent(value), ...words.slice(1), ...decoded]
  })
  return [...new Set(found)].filter((text) => text.length > 2).sort((a, b) => b.length - a.length)
}

/** `Basic dXNlcjpwYXNz` also hides a user and a password. */
function decodedPair(word: string): readonly string[] {
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(word)) return []
  const text = atob64(word)
  const colon = text.indexOf(':')
  return colon < 0 ? [] : [text, text.slice(colon + 1)]
}

function atob64(word: string): string {
  try {
    return atob(word)
  } catch {
    return ''
  }
}
