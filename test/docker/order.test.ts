// From a service to what the engine is asked, without an engine.
import { describe, expect, test } from 'vitest'
import { handedOver } from '../../src/docker/handed.ts'
import { containerOrder, filesMounts } from '../../src/docker/order.ts'
import { inOrder } from '../../src/docker/sequence.ts'
import { repositoryOf } from '../../src/world/docker-images.ts'
import { readHead } from '../../src/world/tar.ts'
import { planOf } from './stage.ts'

const plan = planOf({ stack: 'x', ports: [1001, 1002] })
const [prometheus, loki] = plan.services

describe('a service', () => {
  test('starts behind those that it depends on', () => {
    expect(inOrder(plan).map(({ name }) => name)).toEqual(['loki', 'prometheus'])
    const circle = plan.services.map((one) => ({ ...one, dependsOn: ['loki' as const] }))
    expect(() => inOrder({ ...plan, services: circle })).toThrow('circle')
  })

  test('gets one volume for each folder of the second level', () => {
    const files = ['/etc/grafana/a/b.yaml', '/etc/grafana/c', '/etc/other/d'].map((path) => ({
      path,
      text: '',
      mode: 0o644,
    }))
    const made = filesMounts({ ...loki!, files })
    expect(made.map(({ target }) => target)).toEqual(['/etc/grafana', '/etc/other'])
    expect(made[0]?.volume).toMatch(/^x-loki-etc-grafana-[0-9a-f]{8}$/)
    expect(filesMounts({ ...loki!, files, hash: 'other' })[0]?.volume).not.toBe(made[0]?.volume)
    const bare = [{ path: '/etc/d', text: '', mode: 0o644 }]
    expect(() => filesMounts({ ...loki!, files: bare })).toThrow('not below two folders')
  })

  test('gets its files as root has them, and its secrets as its user has them', () => {
    const archive = Buffer.from(handedOver(prometheus!, { 'grafana-password': 'pass' })!)
    const owners = new Map<string, string>()
    for (let at = 0; at + 512 <= archive.length; at += 512) {
      const head = archive.subarray(at, at + 512)
      const read = readHead(head)
      if (read === null || read === 'end') continue
      const octal = (from: number) => Number.parseInt(head.toString('latin1', from, from + 7), 8)
      owners.set(read.name, `${octal(108)}:${octal(116)} ${octal(100).toString(8)}`)
    }
    expect(Object.fromEntries(owners)).toEqual({
      'kept/': '65532:65532 755',
      'run/stand-in/': '0:0 755',
      'run/stand-in/password': '65532:65532 400',
    })
    expect(() => handedOver(prometheus!, {})).toThrow('no secret grafana-password')
    const named = { ...prometheus!, user: 'grafana' }
    expect(() => handedOver(named, { 'grafana-password': 'x' })).toThrow('not a user in numbers')
  })

  test('is asked for on loopback, with the labels by which compose knows its own', () => {
    const order = containerOrder({
      plan,
      service: loki!,
      whose: { stack: 'x', owner: 'me' },
      image: { id: 'sha256:1', digest: null, name: loki!.image },
      secretsHash: '',
    })
    expect(order).toMatchObject({
      Labels: {
        'claude-telemetry.stack': 'x',
        'claude-telemetry.owner': 'me',
        'com.docker.compose.project': 'x',
        'com.docker.compose.config-hash': loki!.hash,
      },
      HostConfig: {
        PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '1001' }] },
      },
    })
  })

  test.each([
    ['prom/prometheus:v3', 'prom/prometheus'],
    ['localhost:5000/x', 'localhost:5000/x'],
    ['localhost:5000/x:1@sha256:abc', 'localhost:5000/x'],
  ])('the repository of %s is %s', (image, repository) => {
    expect(repositoryOf(image)).toBe(repository)
  })
})
