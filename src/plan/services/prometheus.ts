// Prometheus: keeps single points as they came, late ones too, for as long as was asked for.
import { stackText } from '../rendered.ts'
import type { StackWish } from '../wish.ts'
import { reach } from './inside.ts'
import type { Draft } from './service.ts'

const path = '/etc/prometheus/prometheus.yml'

export function prometheusService(wish: StackWish, template: string): Draft {
  const { inside, ports, images } = wish
  return {
    name: 'prometheus',
    image: images.prometheus,
    command: [
      `--config.file=${path}`,
      `--storage.tsdb.path=${inside.folder.prometheus}`,
      `--web.listen-address=${inside.listen}:${inside.port.prometheus}`,
      '--web.enable-otlp-receiver',
      // A year's totals touch more samples than the usual bound lets through.
      '--query.max-samples=200000000',
    ],
    environment: {},
    files: [{ path, text: stackText('yaml', template, values(wish)), mode: 0o444 }],
    secrets: [],
    volumes: [{ volume: 'prometheus', target: inside.folder.prometheus, owner: null }],
    ports: [{ address: '127.0.0.1', host: ports.prometheus, inside: inside.port.prometheus }],
    user: '65534:65534',
    tmpfs: [],
    memoryBytes: 2 * 1024 ** 3,
    pids: 256,
    dependsOn: [],
    health: { port: ports.prometheus, path: '/-/ready' },
  }
}

function values({ inside, retention, lateDays }: StackWish) {
  return {
    window: `${lateDays}d`,
    days: `${retention.days}d`,
    size: `${retention.gigabytes}GB`,
    collector: `${inside.host.collector}:${inside.port.telemetry}`,
    prometheus: reach(inside, 'prometheus'),
    loki: reach(inside, 'loki'),
    grafana: reach(inside, 'grafana'),
  }
}
