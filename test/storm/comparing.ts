// Holds what the store has against what was sent and acknowledged: nothing lost, nothing made up, nothing twice.
import { expect } from 'vitest'
import type { Engine, Total } from './engine.ts'
import type { Stored } from './stored.ts'
import type { Facts, Truth } from './truth.ts'

export interface Balance {
  readonly sent: number
  readonly acknowledged: number
  readonly stored: number
  readonly lost: readonly string[]
  readonly madeUp: readonly string[]
  /** Sent, never acknowledged, and stored all the same or not. */
  readonly unacknowledged: { readonly stored: readonly string[]; readonly gone: readonly string[] }
}

function balance(
  { sent, acknowledged }: { sent: Facts; acknowledged: Facts },
  stored: ReadonlyMap<string, number>,
): Balance {
  const unacknowledged = [...sent.keys()].filter((identity) => !acknowledged.has(identity))
  return {
    sent: sent.size,
    acknowledged: acknowledged.size,
    stored: stored.size,
    lost: [...acknowledged.keys()].filter((identity) => !stored.has(identity)),
    madeUp: [...stored]
      .filter(([identity, value]) => !sent.get(identity)?.has(value))
      .map(([identity, value]) => `${identity} = ${value}`),
    unacknowledged: {
      stored: unacknowledged.filter((identity) => stored.has(identity)),
      gone: unacknowledged.filter((identity) => !stored.has(identity)),
    },
  }
}

/** acknowledged ⊆ stored ⊆ sent, each once, and the same sums wherever they are asked for. */
export function expectBalanced(
  truth: Truth,
  stored: Stored,
  totals: Awaited<ReturnType<Engine['totals']>>,
): { points: Balance; events: Balance } {
  const points = balance(truth.points, stored.points)
  const events = balance(truth.events, stored.events)
  for (const { lost, madeUp } of [points, events]) {
    expect(lost).toEqual([])
    expect(madeUp).toEqual([])
  }
  expect(stored.rows).toEqual({ points: stored.points.size, events: stored.events.size })
  expectSums(stored, totals)
  return { points, events }
}

function expectSums({ sums }: Stored, totals: ReadonlyMap<string, Total>): void {
  for (const [name, { total }] of totals) {
    const sum = sums.get(name)
    if (sum === undefined) expect(total, name).toBeNull()
    else if (name.endsWith('cost.usage')) expect(Math.abs(sum - (total ?? 0))).toBeLessThan(1e-9)
    else if (name.endsWith('active_time.total'))
      expect(Math.abs(sum - (total ?? 0))).toBeLessThan(1e-6)
    else expect(total, name).toBe(sum)
  }
  for (const name of sums.keys()) expect(totals.has(name), name).toBe(true)
}
