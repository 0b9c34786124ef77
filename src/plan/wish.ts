// What a stack of containers is asked to be: everything that changes its plan, and nothing else.
import { images } from '../config/images.ts'
import { Problem } from '../errors.ts'
import type { Content } from '../ledger/content.ts'
import { type IdentityPolicy, usualIdentity } from '../ledger/identity.ts'
import type { ServiceName } from './plan.ts'
import { type Inside, usualInside } from './services/inside.ts'

export interface StackWish {
  readonly stack: string
  /** Loopback, as a rule; only OTLP is published there, everything else never leaves 127.0.0.1. */
  readonly listen: string
  readonly ports: {
    readonly grpc: number
    readonly http: number
    readonly health: number
    readonly telemetry: number
    readonly prometheus: number
    readonly loki: number
    readonly grafana: number
  }
  readonly retention: { readonly days: number; readonly gigabytes: number }
  /** How late a point may come; a day less is what the clock guard believes. */
  readonly lateDays: number
  readonly identity: IdentityPolicy
  /** What may stay of what people and tools said. */
  readonly content: readonly Content[]
  readonly images: Readonly<Record<ServiceName, string>>
  /** Who may look without a password: nobody, or everybody on this machine. */
  readonly viewer: 'password' | 'anonymous'
  readonly inside: Inside
}

const pinned = (name: ServiceName): string => `${images[name].name}:${images[name].tag}`

export const usualWish: StackWish = {
  stack: 'claude-telemetry',
  listen: '127.0.0.1',
  ports: {
    grpc: 14_317,
    http: 14_318,
    health: 13_133,
    telemetry: 8888,
    prometheus: 9090,
    loki: 3100,
    grafana: 3000,
  },
  retention: { days: 400, gigabytes: 8 },
  lateDays: 7,
  identity: usualIdentity,
  content: [],
  images: {
    collector: pinned('collector'),
    prometheus: pinned('prometheus'),
    loki: pinned('loki'),
    grafana: pinned('grafana'),
  },
  viewer: 'password',
  inside: usualInside,
}

/** As the engine takes names of containers, and compose those of projects. */
const stackName = /^[a-z0-9][a-z0-9_-]{0,62}$/
/** Registry, path, tag and digest: no sign that any of the languages takes for its own. */
const imageName = /^[a-z0-9][a-zA-Z0-9._:/@-]{0,255}$/
const numericAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:]*)$/

/** Why a wish cannot be planned, or null. */
function faultOf(wish: StackWish): string | null {
  const { stack, listen, images, ports, retention, lateDays } = wish
  if (!stackName.test(stack))
    return 'A stack is named with small letters, digits, - and _, and begins with a letter or digit.'
  if (!numericAddress.test(listen)) return 'The address to listen on is no address in numbers.'
  const image = Object.values(images).find((one) => !imageName.test(one))
  if (image !== undefined) return 'An image has a name that no registry would take.'
  const published = Object.values(ports)
  if (published.some((port) => !isWhole(port, 1, 65_535))) return 'A port is a number up to 65535.'
  if (new Set(published).size < published.length) return 'Two services would have the same port.'
  if (!isWhole(retention.days, 7, 36_500) || !isWhole(retention.gigabytes, 1, 1000))
    return 'What is kept is 7 to 36500 days and 1 to 1000 gigabytes.'
  return isWhole(lateDays, 2, 30) ? null : 'Points may come 2 to 30 days late.'
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

export function checkWish(wish: StackWish): StackWish {
  const fault = faultOf(wish)
  if (fault === null) return wish
  throw new Problem('bad-arguments', fault, { hints: ['claude-telemetry config show'] })
}
