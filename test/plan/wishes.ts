// Wishes for a stack as they may come, the same ones in each run; and the material that plans are made of.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { contents } from '../../src/ledger/content.ts'
import { type Material, stackTemplates, type StackTemplates } from '../../src/plan/stack-plan.ts'
import { type StackWish, usualWish } from '../../src/plan/wish.ts'
import { template } from '../../src/world/assets.ts'

const treatment = fc.constantFrom('keep' as const, 'hash' as const, 'drop' as const)
const portKeys = Object.keys(usualWish.ports) as (keyof StackWish['ports'])[]

const ports = fc
  .uniqueArray(fc.integer({ min: 1, max: 65_535 }), {
    minLength: portKeys.length,
    maxLength: portKeys.length,
  })
  .map(
    (numbers) =>
      Object.fromEntries(portKeys.map((key, at) => [key, numbers[at]])) as StackWish['ports'],
  )

export const anyWish: fc.Arbitrary<StackWish> = fc.record({
  stack: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,30}$/),
  listen: fc.constantFrom('127.0.0.1', '0.0.0.0', '::1', '192.168.7.9'),
  ports,
  retention: fc.record({
    days: fc.integer({ min: 7, max: 36_500 }),
    gigabytes: fc.integer({ min: 1, max: 1000 }),
  }),
  lateDays: fc.integer({ min: 2, max: 30 }),
  identity: fc.record({
    email: treatment,
    account: treatment,
    organization: treatment,
    host: treatment,
  }),
  content: fc.subarray([...contents]),
  images: fc.constant({
    ...usualWish.images,
    loki: 'registry.example:5000/team/loki@sha256:abc',
  }),
  viewer: fc.constantFrom('password' as const, 'anonymous' as const),
  inside: fc.constant(usualWish.inside),
})

/** The usual one first: it is what nearly everybody has. */
export function wishes(count: number): StackWish[] {
  return [usualWish, ...fc.sample(anyWish, { numRuns: count - 1, seed: 5 })]
}

export async function material(boards: Material['boards'] = {}): Promise<Material> {
  const texts = await Promise.all(
    Object.entries(stackTemplates).map(async ([name, path]) => [name, await template(path)]),
  )
  return {
    templates: Object.fromEntries(texts) as StackTemplates,
    boards,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
  }
}
