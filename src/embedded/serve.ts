// The one background process: takes telemetry, keeps it, shows it. The page on loopback, always.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Problem } from '../errors.ts'
import { startOf } from '../world/alive.ts'
import { packageFolder, programVersion } from '../world/assets.ts'
import { inAddress, reachedAt } from '../config/listen.ts'
import type { Ports } from '../state/ports.ts'
import { within } from '../world/limit.ts'
import type { Places } from '../world/places.ts'
import { closeServer, httpServer } from '../world/serve.ts'
import { pageHandler } from '../web/handler.ts'
import { storeActions } from './control/actions.ts'
import { controlDoor } from './control/door.ts'
import { contact } from './life/contact.ts'
import type { Log } from './life/log.ts'
import { type Mark, removeMark, writeMark } from './life/mark.ts'
import { noted } from './life/noted.ts'
import { databasesSetAside, storeFolder } from './life/set-aside.ts'
import { listenNear, openNear, type PortWish } from './life/ports.ts'
import type { Entrance } from './receiver/entrance.ts'
import type { Privacy } from './receiver/intake.ts'
import { serverLimits } from './receiver/limits.ts'
import { receive } from './receiver/receive.ts'
import type { Retention } from './store/retention.ts'
import { type Store, openStore } from './store/store.ts'

export interface ServeWish {
  readonly places: Places
  /** Ports that the user asked for; null takes the usual one, or the next that is free. */
  readonly ports: { readonly [Name in Port]: number | null }
  /** Where it listened last time; and where to note where it listens now. */
  readonly last: Ports | null
  readonly remember: (ports: Ports) => Promise<void>
  /** Who has a port that is taken, in a few words. */
  readonly holder?: (port: number) => Promise<string | null>
  readonly log: Log
  /** For OTLP alone: what was stored is shown on loopback only. */
  readonly entrance: Entrance & { readonly listen: string }
  readonly privacy: Privacy
  readonly retention?: Retention
}

export interface Serving {
  readonly mark: Mark
  /** Drains what was taken, closes the store, removes the mark. */
  stop(): Promise<void>
}

type Port = 'grpc' | 'http' | 'page'

const usual: Readonly<Record<Port, number>> = { grpc: 14_317, http: 14_318, page: 14_300 }
const drainTime = 5_000
/** For answers under way, once all that was taken is stored. */
const grace = 2_000

export async function serve(wish: ServeWish): Promise<Serving> {
  await refuseSecond(wish.places)
  const { places, log, retention = {} } = wish
  const store = await openStore(storeFolder(places), { log: log.say, retention })
  const doors: Door[] = []
  try {
    return await open(wish, store, doors)
  } catch (cause) {
    // A door that stays open would keep the process from ending.
    await closeAll(doors)
    await store.close()
    throw cause
  }
}

/** Closes one of the ports. */
type Door = () => Promise<void>

async function closeAll(doors: readonly Door[]): Promise<void> {
  await Promise.all(doors.map((close) => close()))
}

async function open(wish: ServeWish, store: Store, doors: Door[]): Promise<Serving> {
  const { places, remember, log, entrance, privacy } = wish
  const { listen: host, hosts, token } = entrance
  const receiver = receive(store, { privacy, hosts: [...hosts, inAddress(host)], token })
  const instance = randomBytes(16).toString('hex')
  const otlp = httpServer(serverLimits, receiver.http)
  const near = nearBy(wish)
  doors.push(() => closeServer(otlp, grace))
  const http = await listenNear(otlp, near('http', 'OTLP over HTTP'))
  const rpc = (port: number) => receiver.grpc(host, port)
  const { opened: grpc } = await openNear(rpc, near('grpc', 'OTLP over gRPC'))
  doors.push(() => grpc.close(grace))
  const reached = reachedAt(host)
  const page = pageHandler(store, {
    version: await programVersion(),
    instance,
    started: Date.now(),
    otlp: { http: `http://${reached}:${http}`, grpc: `http://${reached}:${grpc.port}` },
    receiver: receiver.counters,
    setAside: () => databasesSetAside(places),
    pageFolder: join(packageFolder(), 'dist', 'page'),
  })
  const control = randomBytes(32).toString('hex')
  const door = controlDoor(control, storeActions(store, log.say))
  const web = httpServer(serverLimits, (ask, say) => void (door(ask, say) || page(ask, say)))
  doors.push(() => closeServer(web, grace))
  const pagePort = await listenNear(web, near('page', 'the page'))
  const ports = { grpc: grpc.port, http, page: pagePort, host: reached }
  const mark = { ...(await markOf(instance, ports)), control }
  const note = async (): Promise<void> => {
    await remember(mark.ports)
    await writeMark(places, mark)
  }
  const stopNoting = await noted(note, log.say)
  const beyond = token === null ? '' : `, on ${host} with a token`
  log.say(`ready: OTLP on ${http} and ${grpc.port}${beyond}, page on ${pagePort}`)
  const stop = async (): Promise<void> => {
    log.say('stopping: nothing new is taken')
    stopNoting()
    page.close()
    // What has not arrived as a whole by then was not acknowledged: its sender keeps it.
    await within(drainTime, receiver.drain())
    await closeAll(doors)
    await store.close()
    await removeMark(places, instance)
    log.say('stopped')
  }
  return { mark, stop }
}

function nearBy({ ports, last, holder, log, entrance }: ServeWish) {
  return (name: Port, use: string): PortWish => ({
    use,
    wished: ports[name],
    last: last?.[name] ?? null,
    usual: usual[name],
    flag: `--${name}-port`,
    log: log.say,
    ...(name === 'page' ? {} : { host: entrance.listen }),
    ...(holder === undefined ? {} : { holder }),
  })
}

async function markOf(instance: string, ports: Ports): Promise<Mark> {
  return {
    schemaVersion: 1,
    pid: process.pid,
    started: await startOf(process.pid),
    instance,
    version: await programVersion(),
    ports,
    since: new Date().toISOString(),
  }
}

/** The store's own lock refuses a second owner anyway: this one says it in words. */
async function refuseSecond(places: Places): Promise<void> {
  const now = await contact(places)
  if (now.state !== 'running') return
  throw new Problem('another-run', `The engine runs already (process ${now.mark.pid}).`, {
    hints: ['claude-telemetry status'],
  })
}
