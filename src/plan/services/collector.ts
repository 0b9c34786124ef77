// The Collector: takes what clients send, refuses what would falsify, and hands on only what is on disk.
import type { PlannedSecret } from '../plan.ts'
import { stackText } from '../rendered.ts'
import type { StackWish } from '../wish.ts'
import { reach } from './inside.ts'
import { eventStatements, resourceStatements } from './ottl-content.ts'
import { identityStatements, isHashing } from './ottl-identity.ts'
import type { Draft } from './service.ts'

const user = '10001:10001'
const memoryBytes = 512 * 1024 ** 2
const path = '/etc/otelcol-contrib/config.yaml'

export function collectorService(wish: StackWish, template: string): Draft {
  const { inside, ports, listen } = wish
  return {
    name: 'collector',
    image: wish.images.collector,
    command: [`--config=${path}`],
    environment: {},
    files: [{ path, text: stackText('yaml', template, collectorValues(wish)), mode: 0o444 }],
    secrets: secretsOf(wish),
    volumes: [{ volume: 'collector', target: inside.folder.queue, owner: user }],
    ports: [
      { address: listen, host: ports.grpc, inside: inside.port.grpc },
      { address: listen, host: ports.http, inside: inside.port.http },
      { address: '127.0.0.1', host: ports.health, inside: inside.port.health },
      { address: '127.0.0.1', host: ports.telemetry, inside: inside.port.telemetry },
    ],
    user,
    tmpfs: [],
    memoryBytes,
    pids: 256,
    dependsOn: [],
    health: { port: ports.health, path: '/' },
  }
}

function keyFiles({ inside }: StackWish) {
  const { secrets } = inside.folder
  return { inner: `${secrets}/identity-inner`, outer: `${secrets}/identity-outer` }
}

function secretsOf(wish: StackWish): PlannedSecret[] {
  if (!isHashing(wish.identity)) return []
  const { inner, outer } = keyFiles(wish)
  return [
    { name: 'identity-inner', path: inner },
    { name: 'identity-outer', path: outer },
  ]
}

function collectorValues(wish: StackWish) {
  const { inside, identity, content, lateDays } = wish
  const keys = keyFiles(wish)
  const at = (port: number): string => `${inside.listen}:${port}`
  return {
    grpc: at(inside.port.grpc),
    http: at(inside.port.http),
    health: at(inside.port.health),
    telemetry: { host: inside.listen, port: inside.port.telemetry },
    queue: inside.folder.queue,
    prometheus: `http://${reach(inside, 'prometheus')}/api/v1/otlp`,
    loki: `http://${reach(inside, 'loki')}/otlp`,
    // Go's own memory is not all that a process takes.
    memoryMebibytes: Math.floor((memoryBytes / 1024 ** 2) * 0.7),
    // A day inside the window of the store, as a point may wait in the queue.
    behind: `${(lateDays - 1) * 24}h`,
    resource: [...identityStatements('resource', identity, keys), ...resourceStatements(content)],
    points: identityStatements('datapoint', identity, keys),
    events: [...identityStatements('log', identity, keys), ...eventStatements(content)],
  }
}
