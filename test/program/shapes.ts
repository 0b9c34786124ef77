// The shapes of `data` that the contract promises to scripts: fields may be added, never renamed or dropped.
import * as z from 'zod'

const text = z.nullable(z.string())
const count = z.nullable(z.number())
const change = z.looseObject({
  path: z.string(),
  action: z.enum(['created', 'changed', 'unchanged', 'removed', 'left']),
  reason: text,
})
const verify = z.looseObject({
  hops: z.array(
    z.looseObject({ id: z.string(), ok: z.nullable(z.boolean()), ms: count, detail: text }),
  ),
})

export const shapes = {
  changes: z.looseObject({ changes: z.array(change) }),
  verify,
  init: z.looseObject({
    stack: z.string(),
    engine: z.enum(['docker', 'embedded', 'remote']),
    addresses: z.looseObject({
      otlp_http: text,
      otlp_grpc: text,
      page: text,
      grafana: text,
      prometheus: text,
      loki: text,
    }),
    connected: z.enum(['settings', 'shell', 'none']),
    changes: z.array(change),
    verify: z.nullable(verify),
    next: z.array(z.string()),
  }),
  env: z.record(z.string(), text),
  status: z.looseObject({
    configured: z.boolean(),
    stack: text,
    engine: text,
    state: z.enum(['running', 'degraded', 'stopped', 'absent']),
    services: z.array(
      z.looseObject({
        name: z.string(),
        state: z.enum(['running', 'starting', 'stopped', 'unhealthy', 'missing']),
        address: text,
        reason: text,
      }),
    ),
    last_points: z.array(z.looseObject({ source: z.string(), at: text })),
    disk: z.looseObject({ used_bytes: count, free_bytes: count }),
  }),
  doctor: z.looseObject({
    findings: z.array(
      z.looseObject({
        id: z.string(),
        level: z.enum(['ok', 'note', 'warning', 'error']),
        text: z.string(),
        layer: text,
        fix: text,
        page: z.string(),
      }),
    ),
  }),
  list: z.looseObject({
    findings: z.array(z.looseObject({ id: z.string(), title: z.string(), page: z.string() })),
  }),
  settings: z.looseObject({
    path: z.string(),
    settings: z.array(
      z.looseObject({
        key: z.string(),
        value: z.unknown(),
        source: z.string(),
        variable: z.string(),
      }),
    ),
  }),
  setting: z.looseObject({ key: z.string(), value: z.unknown() }),
  path: z.looseObject({ path: z.string() }),
  script: z.looseObject({ shell: z.string(), script: z.string() }),
  failure: z.strictObject({ code: z.string(), message: z.string(), hints: z.array(z.string()) }),
} as const

export type Shape = keyof typeof shapes
