// The one background process: takes telemetry, keeps it, shows it. Everything on loopback.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Problem } from '../errors.ts'
import { startOf } from '../world/alive.ts'
import { packageFolder, programVersion } from '../world/assets.ts'
import type { Ports } from '../state/ports.ts'
import type { Places } from '../world/places.ts'
import { closeServer, httpServer } from '../world/serve.ts'
import { pageHandler } from '../web/handler.ts'
import { contact } from './life/contact.ts'
import type { Log } from './life/log.ts'
import { type Mark, removeMark, writeMark } from './life/mark.ts'
import { databasesSetAside, storeFolder } from './life/set-aside.ts'
import { listenNear } from './life/ports.ts'
import { serverLimits } from './receiver/limits.ts'
import { type Receiver, receive } from './receiver/receive.ts'
import { type Store, openStore } from './store/store.ts'

export interface ServeWish {
  readonly places: Places
  /** Ports that the user asked for; null takes the usual one, or the next that is free. */
  readonly ports: { readonly [Name in keyof Ports]: number | null }
  /** Where it listened last time; and where to note where it listens now. */
  readonly last: Ports | null
  readonly remember: (ports: Ports) => Promise<void>
  readonly log: Log
}

export interface Serving {
  readonly mark: Mark
  /** Drains what was taken, closes the store, removes the mark. */
  stop(): Promise<void>
}

const usual: Ports = { grpc: 14_317, http: 14_318, page: 14_300 }
const grace = 5_000

export async function serve(wish: ServeWish): Promise<Serving> {
  await refuseSecond(wish.places)
  const store = await openStore(storeFolder(wish.places), { log: wish.log.say })
  try {
    return await open(wish, store)
  } catch (cause) {
    await store.close()
    throw cause
  }
}

async function open(
  { places, ports, last, remember, log }: ServeWish,
  store: Store,
): Promise<Serving> {
  const receiver = receive(store)
  const instance = randomBytes(16).toString('hex')
  const otlp = httpServer(serverLimits, receiver.http)
  const near = (name: keyof Ports, use: string) => ({
    use,
    wished: ports[name],
    last: last?.[name] ?? null,
    usual: usual[name],
    flag: `--${name}-port`,
  })
  const http = await listenNear(otlp, near('http', 'OTLP over HTTP'))
  const grpc = await listenGrpcNear(receiver, near('grpc', 'OTLP over gRPC'))
  const page = pageHandler(store, {
    version: await programVersion(),
    instance,
    started: Date.now(),
    otlp: { http: `http://127.0.0.1:${http}`, grpc: `http://127.0.0.1:${grpc.port}` },
    setAside: () => databasesSetAside(places),
    pageFolder: join(packageFolder(), 'dist', 'page'),
  })
  const web = httpServer(serverLimits, page)
  const pagePort = await listenNear(web, near('page', 'the page'))
  const mark: Mark = {
    schemaVersion: 1,
    pid: process.pid,
    started: await startOf(process.pid),
    instance,
    version: await programVersion(),
    ports: { grpc: grpc.port, http, page: pagePort },
    since: new Date().toISOString(),
  }
  await remember(mark.ports)
  await writeMark(places, mark)
  log.say(`ready: OTLP on ${http} and ${grpc.port}, page on ${pagePort}`)
  const stop = async (): Promise<void> => {
    log.say('stopping: nothing new is taken')
    page.close()
    await receiver.drain()
    await Promise.all([closeServer(otlp, grace), closeServer(web, grace), grpc.close()])
    await store.close()
    await removeMark(places, instance)
    log.say('stopped')
  }
  return { mark, stop }
}

/** The store's own lock refuses a second owner anyway: this one says it in words. */
async function refuseSecond(places: Places): Promise<void> {
  const now = await contact(places)
  if (now.state !== 'running') return
  throw new Problem('another-run', `The engine runs already (process ${now.mark.pid}).`, {
    hints: ['claude-telemetry status'],
  })
}

type Near = Parameters<typeof listenNear>[1]
type Grpc = NonNullable<Awaited<ReturnType<Receiver['grpc']>>>

async function listenGrpcNear(
  receiver: Receiver,
  wish: Near,
): Promise<Grpc & { readonly port: number }> {
  const places =
    wish.wished === null
      ? [wish.last, ...Array.from({ length: 20 }, (_, step) => wish.usual + step)]
      : [wish.wished]
  for (const port of places) {
    const grpc = port === null ? null : await receiver.grpc('127.0.0.1', port)
    if (grpc !== null && port !== null) return { ...grpc, port }
  }
  throw new Problem('port-taken', `Port ${wish.wished ?? wish.usual}, for ${wish.use}, is taken.`, {
    hints: ['claude-telemetry doctor --only ports'],
  })
}
