// The last lines that the services of a stack wrote.
import type { Plan, Service } from '../plan/plan.ts'
import { ours } from './stop.ts'
import type { Acting } from './stop.ts'

/** By service, oldest line first; a service without a container has none. */
export async function logs(
  plan: Plan,
  wish: Acting & { readonly lines: number; readonly only: Service['name'] | null },
  signal: AbortSignal,
): Promise<{ name: Service['name']; lines: string[] }[]> {
  const asked = plan.services.filter(({ name }) => wish.only === null || name === wish.only)
  return Promise.all(
    asked.map(async (service) => {
      const found = await ours(service, plan, wish, signal)
      const { containers } = wish.docker
      const lines = found === null ? [] : await containers.logs(found.id, wish.lines, signal)
      return { name: service.name, lines }
    }),
  )
}
