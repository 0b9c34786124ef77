// The whole stack of containers from one wish: four services, their network, their volumes.
import type { Plan, PlannedVolume } from './plan.ts'
import { collectorService } from './services/collector.ts'
import { type Boards, grafanaService } from './services/grafana.ts'
import { lokiService } from './services/loki.ts'
import { prometheusService } from './services/prometheus.ts'
import { finished, type Hash, labelsOf } from './services/service.ts'
import { checkWish, type StackWish } from './wish.ts'

/** Where each text lies below templates/. */
export const stackTemplates = {
  collector: 'docker/collector.yaml.hbs',
  prometheus: 'docker/prometheus.yaml.hbs',
  loki: 'docker/loki.yaml.hbs',
  ini: 'docker/grafana.ini.hbs',
  datasources: 'docker/datasources.yaml.hbs',
  dashboards: 'docker/dashboards.yaml.hbs',
  compose: 'docker/compose.yaml.hbs',
} as const
export type StackTemplates = Readonly<Record<keyof typeof stackTemplates, string>>

export interface Material {
  readonly templates: StackTemplates
  /** The first one is the home board. */
  readonly boards: Boards
  readonly hash: Hash
}

export function planStack(wish: StackWish, { templates, boards, hash }: Material): Plan {
  const { stack } = checkWish(wish)
  const services = [
    collectorService(wish, templates.collector),
    prometheusService(wish, templates.prometheus),
    lokiService(wish, templates.loki),
    grafanaService(wish, templates, boards),
  ].map((draft) => finished(stack, draft, hash))
  return {
    stack,
    network: {
      name: stack,
      labels: { ...labelsOf(stack, null), 'com.docker.compose.network': 'default' },
    },
    volumes: services.flatMap(({ volumes }) => volumes.map(({ volume }) => planned(stack, volume))),
    services,
  }
}

function planned(stack: string, name: string): PlannedVolume {
  const short = name.slice(stack.length + 1)
  return { name, labels: { ...labelsOf(stack, null), 'com.docker.compose.volume': short } }
}
