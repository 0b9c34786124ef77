// Loki: keeps events, few streams, everything they carry beside the line.
import { stackText } from '../rendered.ts'
import type { StackWish } from '../wish.ts'
import type { Draft } from './service.ts'

const path = '/etc/loki/local-config.yaml'

export function lokiService(wish: StackWish, template: string): Draft {
  const { inside, ports, images } = wish
  return {
    name: 'loki',
    image: images.loki,
    command: [`-config.file=${path}`],
    environment: {},
    files: [{ path, text: stackText('yaml', template, values(wish)), mode: 0o444 }],
    secrets: [],
    volumes: [{ volume: 'loki', target: inside.folder.loki, owner: null }],
    ports: [{ address: '127.0.0.1', host: ports.loki, inside: inside.port.loki }],
    user: '10001:10001',
    tmpfs: ['/tmp'],
    memoryBytes: 1024 ** 3,
    pids: 256,
    dependsOn: [],
    health: { port: ports.loki, path: '/ready' },
  }
}

function values({ inside, retention, lateDays }: StackWish) {
  return {
    listen: inside.listen,
    port: inside.port.loki,
    grpcPort: inside.port.lokiGrpc,
    folders: foldersIn(inside.folder.loki),
    retention: `${retention.days * 24}h`,
    // A stream takes lines back to half of this behind its newest one.
    chunkAge: `${lateDays * 24 * 2}h`,
    late: `${lateDays * 24}h`,
    longest: `${(retention.days + 1) * 24}h`,
  }
}

function foldersIn(whole: string) {
  const below = (name: string): string => `${whole}/${name}`
  return {
    whole,
    chunks: below('chunks'),
    rules: below('rules'),
    wal: below('wal'),
    compactor: below('compactor'),
  }
}
