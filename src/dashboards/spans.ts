// Durations as a short text: each one near a value that stands for it, at most 1.6 % off, and how often.

/** How far a span may be from the true duration, as a share of it. */
export const spanError = 1 / 64

/** Thirty-two for each doubling; below 64 ms one for each millisecond. */
export function spanOf(milliseconds: number): number {
  const whole = Math.max(0, Math.round(milliseconds))
  if (whole < 64) return whole
  const step = 2 ** (Math.floor(Math.log2(whole)) - 5)
  return Math.floor(whole / step) * step + step / 2
}

/** No duration that this one stands for is longer. */
export function mostOf(span: number): number {
  return span < 64 ? span + 0.5 : span * (1 + spanError)
}

export type Spans = Map<number, number>

/** "120*3,64": in the order of length, so that the same durations are the same text. */
export function spansText(spans: Spans): string {
  return [...spans]
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b)
    .map(([span, count]) => (count === 1 ? `${span}` : `${span}*${count}`))
    .join(',')
}

export function addSpans(to: Spans, text: string): Spans {
  if (text === '') return to
  for (const part of text.split(',')) {
    const star = part.indexOf('*')
    const span = Number(star < 0 ? part : part.slice(0, star))
    to.set(span, (to.get(span) ?? 0) + (star < 0 ? 1 : Number(part.slice(star + 1))))
  }
  return to
}
