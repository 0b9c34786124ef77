// The services of a plan in the order in which they can start.
import type { Plan, Service } from '../plan/plan.ts'

/** Each behind those that it depends on; otherwise as the plan has them. */
export function inOrder({ services }: Plan): Service[] {
  const placed: Service[] = []
  const left = [...services]
  while (left.length > 0) {
    const next = left.findIndex(({ dependsOn }) =>
      dependsOn.every((name) => !left.some((other) => other.name === name)),
    )
    if (next === -1) throw new Error('services depend on each other in a circle')
    placed.push(...left.splice(next, 1))
  }
  return placed
}
