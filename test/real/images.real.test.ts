// Each image of a stack starts as the product will start it, and answers; names, owners and labels are the official ones.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { images } from '../../src/config/images.ts'
import type { ServiceName } from '../../src/plan/plan.ts'
import { freePort } from '../../src/world/net.ts'
import type { RealEngine } from './docker-engine.ts'
import { callEngine } from './engine-call.ts'
import { stackParts, startStackEngine } from './stack-engine.ts'

const parts = stackParts()

interface Expected {
  readonly port: number
  readonly health: string
  readonly user: number
  readonly data: string | null
}
const expected: Readonly<Record<ServiceName, Expected>> = {
  collector: { port: 13_133, health: '/', user: 10_001, data: null },
  prometheus: { port: 9090, health: '/-/ready', user: 65_534, data: '/prometheus' },
  loki: { port: 3100, health: '/ready', user: 10_001, data: '/loki' },
  grafana: { port: 3000, health: '/api/health', user: 472, data: '/var/lib/grafana' },
}
const services = Object.keys(expected) as ServiceName[]

interface Seen {
  readonly State: { readonly Status: string; readonly Pid: number; readonly ExitCode: number }
}

describe.skipIf(parts === null)('the images of a stack', () => {
  let root = ''
  let engine: RealEngine
  const ports = new Map<ServiceName, number>()

  const call = (method: string, path: string, body?: object) =>
    callEngine(engine.socket, method, path, body)
  const seen = async (service: ServiceName): Promise<Seen> =>
    (await call('GET', `/containers/${service}/json`)).body as Seen

  async function start(service: ServiceName): Promise<void> {
    const { name, tag } = images[service]
    const { port, data } = expected[service]
    const host = await freePort()
    ports.set(service, host)
    const made = await call('POST', `/containers/create?name=${service}`, {
      Image: `${name}:${tag}`,
      ExposedPorts: { [`${port}/tcp`]: {} },
      HostConfig: {
        NetworkMode: 'stack',
        PortBindings: { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(host) }] },
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        Memory: 512 * 1024 * 1024,
        Mounts: data === null ? [] : [{ Type: 'volume', Source: `data-${service}`, Target: data }],
      },
    })
    expect(made).toMatchObject({ status: 201 })
    expect(await call('POST', `/containers/${service}/start`)).toMatchObject({ status: 204 })
  }

  async function healthy(service: ServiceName): Promise<string> {
    const { health } = expected[service]
    const end = Date.now() + 120_000
    for (;;) {
      const answer = await get(`http://127.0.0.1:${ports.get(service)}${health}`)
      if (answer?.ok === true) return answer.text
      const { State } = await seen(service)
      if (State.Status !== 'running' || Date.now() > end) {
        const log = await call('GET', `/containers/${service}/logs?stdout=1&stderr=1&tail=20`)
        throw new Error(`${service}: ${JSON.stringify(State)} ${String(log.body)}`)
      }
      await new Promise((wait) => setTimeout(wait, 200))
    }
  }

  beforeAll(async () => {
    root = await mkdtemp('/tmp/img-')
    if (parts !== null) engine = await startStackEngine(parts, `${root}/e`)
    await call('POST', '/networks/create', { Name: 'stack', CheckDuplicate: true })
    for (const service of services) await start(service)
  }, 240_000)
  afterAll(async () => {
    await engine?.stop()
    await rm(root, { recursive: true, force: true })
  }, 60_000)

  test.each(services)('%s answers its health at a published port of loopback', async (service) => {
    await healthy(service)
    expect(await get(`http://127.0.0.2:${ports.get(service)}/`)).toBeNull()
  })

  test.each(services)('%s runs as its own user, with nothing more than that', async (service) => {
    const { State } = await seen(service)
    const status = await readFile(`/proc/${State.Pid}/status`, 'utf8')
    const { user } = expected[service]
    expect(status).toMatch(new RegExp(`^Uid:\\s+${user}\\s+${user}\\s+${user}\\s`, 'm'))
    expect(status).toMatch(/^CapEff:\s+0+$/m)
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  })

  test('what the bed made says so, and the stand-in says what it is', async () => {
    for (const service of services) {
      const { name, tag } = images[service]
      const { body } = await call('GET', `/images/${name}:${tag}/json`)
      const { Labels } = (body as { Config: { Labels: Record<string, string> } }).Config
      expect(Labels['claude-telemetry.bed']).toBe('true')
      expect(Labels['claude-telemetry.stand-in']).toBe(service === 'grafana' ? 'true' : undefined)
    }
    console.log('Grafana was a stand-in here: the official image cannot be had.')
    expect(await healthy('grafana')).toContain('stand-in')
  })

  test('containers find each other by name', async () => {
    await healthy('prometheus')
    const { name, tag } = images.prometheus
    await call('POST', '/containers/create?name=asking', {
      Image: `${name}:${tag}`,
      Entrypoint: ['/bin/promtool', 'query', 'instant', 'http://prometheus:9090', 'vector(42)'],
      Cmd: [],
      HostConfig: { NetworkMode: 'stack', ReadonlyRootfs: true },
    })
    await call('POST', '/containers/asking/start')
    const { body } = await call('POST', '/containers/asking/wait')
    const log = await call('GET', '/containers/asking/logs?stdout=1&stderr=1')
    expect({ body, log: String(log.body) }).toMatchObject({ body: { StatusCode: 0 } })
    expect(String(log.body)).toContain('42')
  })

  test('volumes belong to the user of the image, and outlive the container', async () => {
    for (const service of services.filter((one) => expected[one].data !== null)) {
      await healthy(service)
      const { body } = await call('GET', `/volumes/data-${service}`)
      const { Mountpoint } = body as { Mountpoint: string }
      expect((await stat(Mountpoint)).uid).toBe(expected[service].user)
    }
    await call('DELETE', '/containers/prometheus?force=true')
    await start('prometheus')
    await healthy('prometheus')
  })

  test('an end is asked for, and comes soon', async () => {
    for (const service of services) {
      expect(await call('POST', `/containers/${service}/stop?t=30`)).toMatchObject({ status: 204 })
      const { State } = await seen(service)
      expect([service, State.Status, State.ExitCode]).toEqual([service, 'exited', 0])
    }
  })
})

async function get(url: string): Promise<{ ok: boolean; text: string } | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) })
    return { ok: answer.ok, text: await answer.text() }
  } catch {
    return null
  }
}
