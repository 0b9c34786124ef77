// Grafana: shows both stores, asks nobody outside, and starts on our board.
import { stackText } from '../rendered.ts'
import type { StackWish } from '../wish.ts'
import { reach } from './inside.ts'
import type { Draft } from './service.ts'

const folder = '/etc/grafana'

export interface GrafanaTexts {
  readonly ini: string
  readonly datasources: string
  readonly dashboards: string
}

/** Generated boards: the name of the file, what it holds. */
export type Boards = Readonly<Record<string, string>>

export function grafanaService(wish: StackWish, texts: GrafanaTexts, boards: Boards): Draft {
  const { inside, ports, images } = wish
  const values = valuesOf(wish, boards)
  const file = (path: string, text: string) => ({ path, text, mode: 0o444 })
  const yaml = (path: string, text: string) =>
    file(`${folder}/provisioning/${path}`, stackText('yaml', text, values))
  return {
    name: 'grafana',
    image: images.grafana,
    command: [],
    environment: {},
    files: [
      file(`${folder}/grafana.ini`, stackText('ini', texts.ini, values)),
      yaml('datasources/claude-telemetry.yaml', texts.datasources),
      yaml('dashboards/claude-telemetry.yaml', texts.dashboards),
      ...Object.entries(boards).map(([name, text]) =>
        file(`${inside.folder.boards}/${name}`, text),
      ),
    ],
    secrets: [{ name: 'grafana-password', path: values.passwordFile }],
    volumes: [{ volume: 'grafana', target: '/var/lib/grafana', owner: null }],
    ports: [{ address: '127.0.0.1', host: ports.grafana, inside: inside.port.grafana }],
    user: '472:0',
    tmpfs: ['/tmp'],
    memoryBytes: 512 * 1024 ** 2,
    pids: 512,
    dependsOn: ['prometheus', 'loki'],
    health: { port: ports.grafana, path: '/api/health' },
  }
}

function valuesOf({ inside, ports, viewer }: StackWish, boards: Boards) {
  const [home] = Object.keys(boards)
  return {
    listen: inside.listen,
    port: inside.port.grafana,
    root: `http://127.0.0.1:${ports.grafana}/`,
    passwordFile: `${inside.folder.secrets}/grafana-password`,
    isAnonymous: viewer === 'anonymous',
    // None is an empty text: Grafana's own start page.
    home: home === undefined ? '' : `${inside.folder.boards}/${home}`,
    boards: inside.folder.boards,
    prometheus: `http://${reach(inside, 'prometheus')}`,
    loki: `http://${reach(inside, 'loki')}`,
  }
}
