// What can happen to a body on its way: letters changed, pieces lost or twice, an end too early.
import fc from 'fast-check'

export const harm = fc.oneof(
  fc.record({
    kind: fc.constant('flip' as const),
    at: fc.nat(),
    with: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), with: fc.nat(64) }),
  fc.record({ kind: fc.constant('double' as const), at: fc.nat(), with: fc.nat(512) }),
  fc.record({ kind: fc.constant('end' as const), at: fc.nat(), with: fc.constant(0) }),
)

export type Harm = typeof harm extends fc.Arbitrary<infer One> ? One : never

export function harmed(body: Uint8Array, harms: readonly Harm[]): Uint8Array {
  return harms.reduce((from, { kind, at, with: more }) => {
    const place = from.length === 0 ? 0 : at % from.length
    const [before, after] = [from.subarray(0, place), from.subarray(place)]
    if (kind === 'end') return before
    if (kind === 'cut') return Buffer.concat([before, after.subarray(more)])
    if (kind === 'double') return Buffer.concat([before, after.subarray(0, more), after])
    const changed = Buffer.from(from)
    if (place < changed.length) changed[place] = (changed[place] ?? 0) ^ more
    return changed
  }, body)
}
