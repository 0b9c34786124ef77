// A planned stack on disk, for programs that run without containers: folders and ports of the test's own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Plan, ServiceName } from '../../src/plan/plan.ts'
import { planStack } from '../../src/plan/stack-plan.ts'
import { keyHalves } from '../../src/plan/services/ottl-identity.ts'
import { type StackWish, usualWish } from '../../src/plan/wish.ts'
import { freePort } from '../../src/world/net.ts'
import { material } from './wishes.ts'

export interface OnLoopback {
  readonly plan: Plan
  readonly inside: StackWish['inside']
  readonly folder: string
  /** Arguments of a service, its configuration where it lies here. */
  readonly command: (name: ServiceName) => string[]
  readonly remove: () => void
}

/** Known to the test, so that it can make the same sign. */
export const key = Buffer.from(
  '2b7e151628aed2a6abf7158809cf4f3c2b7e151628aed2a6abf7158809cf4f3c',
  'hex',
)

export async function onLoopback(wish: StackWish): Promise<OnLoopback> {
  const folder = mkdtempSync(join(tmpdir(), 'ct-plan-'))
  const inside = await insideOf(folder)
  const plan = planStack({ ...wish, inside }, await material())
  const { inner, outer } = keyHalves(key)
  mkdirSync(inside.folder.secrets, { mode: 0o700 })
  writeFileSync(join(inside.folder.secrets, 'identity-inner'), inner)
  writeFileSync(join(inside.folder.secrets, 'identity-outer'), outer)
  const here = (service: string, path: string): string => join(folder, service, basename(path))
  for (const { name, files } of plan.services) {
    mkdirSync(join(folder, name))
    for (const { path, text } of files) writeFileSync(here(name, path), text)
  }
  const command = (name: ServiceName): string[] => {
    const service = plan.services.find((each) => each.name === name)
    const [config] = service?.files ?? []
    if (service === undefined || config === undefined) throw new Error(`no ${name}`)
    return service.command.map((word) => word.replace(config.path, here(name, config.path)))
  }
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  return { plan, inside, folder, command, remove }
}

async function insideOf(folder: string): Promise<StackWish['inside']> {
  const names = Object.keys(usualWish.inside.port) as (keyof StackWish['inside']['port'])[]
  const numbers = new Set<number>()
  while (numbers.size < names.length) numbers.add(await freePort())
  const port = Object.fromEntries(names.map((name, at) => [name, [...numbers][at]]))
  const host = '127.0.0.1'
  return {
    listen: host,
    host: { collector: host, prometheus: host, loki: host, grafana: host },
    port: port as unknown as StackWish['inside']['port'],
    folder: {
      queue: join(folder, 'data-queue'),
      prometheus: join(folder, 'data-prometheus'),
      loki: join(folder, 'data-loki'),
      boards: join(folder, 'boards'),
      secrets: join(folder, 'secrets'),
    },
  }
}
