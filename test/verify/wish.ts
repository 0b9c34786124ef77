// What the tests of this room wish for unless they say otherwise.
import type { CanaryWish, Hop } from '../../src/verify/canary.ts'
import { sendCanary } from '../../src/verify/canary.ts'

export const at = new Date('2026-11-21T10:00:00.123Z')
export const mark = 'mark-7f3a'

const usual = {
  protocol: 'http/protobuf',
  signals: ['metrics'],
  headers: {},
  caFile: null,
  compression: 'none',
  timeoutMs: 5000,
  mark,
  at,
} as const satisfies Partial<CanaryWish>

export function send(wish: Partial<CanaryWish> & { endpoint: string }): Promise<Hop[]> {
  return sendCanary({ ...usual, ...wish })
}

/** The one hop of a wish with one signal. */
export async function sendOne(wish: Partial<CanaryWish> & { endpoint: string }): Promise<Hop> {
  const [hop] = await send(wish)
  if (hop === undefined) throw new Error('no hop came back')
  return hop
}
