// When something happened, in whole milliseconds: a clock that is far off is not believed.

const mostAhead = 5 * 60_000
const mostBehind = 144 * 3_600_000

export interface Settled {
  readonly at: number
  readonly clamped: boolean
}

export function millis(nanos: bigint): number {
  return Number(nanos / 1_000_000n)
}

/** Null: the sender gave no time. */
export function settled(nanos: bigint, arrived: number): Settled | null {
  if (nanos <= 0n) return null
  const at = millis(nanos)
  const believed = at - arrived <= mostAhead && arrived - at <= mostBehind
  return believed ? { at, clamped: false } : { at: arrived, clamped: true }
}
