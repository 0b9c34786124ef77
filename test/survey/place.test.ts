// Where we run: machines made of texts and variables, and a root folder made of files.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gatewayIn, placeFrom } from '../../src/survey/place-facts.ts'
import type { PlaceFacts, PlaceSeen } from '../../src/survey/place-facts.ts'
import { placeFindings } from '../../src/survey/place-findings.ts'
import { lookAtPlace } from '../../src/survey/place.ts'

const bare: PlaceFacts = {
  env: {},
  dockerenv: null,
  containerenv: null,
  cgroup: null,
  mounts: null,
  version: null,
}
const facts = (more: Partial<PlaceFacts>): PlaceFacts => ({ ...bare, ...more })
const wsl2 = 'Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f)'
const wsl1 = 'Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)'

describe('containers', () => {
  test.each([
    ['Docker', { dockerenv: '' }],
    ['Podman', { containerenv: '' }],
    ['Codespaces', { env: { CODESPACES: 'true' }, dockerenv: '' }],
    ['dev container', { env: { REMOTE_CONTAINERS: 'true' }, dockerenv: '' }],
    ['Kubernetes', { env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } }],
    ['container', { env: { container: 'lxc' } }],
    ['container', { cgroup: '12:pids:/docker/0123abcd\n' }],
    [
      'container',
      {
        mounts:
          '745 700 254:1 /var/lib/docker/containers/0abc/hostname /etc/hostname rw,relatime - ext4 /dev/x rw\n',
      },
    ],
  ])('%s', (kind, more) => expect(placeFrom(facts(more)).container?.kind).toBe(kind))

  test.each([
    ['a plain machine', { cgroup: '0::/init.scope\n', version: 'Linux version 6.1.0-debian' }],
    [
      'a host with an engine',
      {
        mounts: '700 25 0:50 / /var/lib/docker/containers/0abc/mounts/shm rw - tmpfs shm rw\n',
        cgroup: '0::/init.scope',
      },
    ],
    ['a variable that says no', { env: { CODESPACES: 'false', REMOTE_CONTAINERS: '0' } }],
  ])('not %s', (_, more) => expect(placeFrom(facts(more)).container).toBeNull())
})

describe('WSL and SSH', () => {
  test('the two kinds of WSL', () => {
    expect(
      placeFrom(facts({ version: wsl2, env: { WSL_DISTRO_NAME: 'Debian' } })).wsl,
    ).toMatchObject({ version: 2, distribution: 'Debian' })
    expect(placeFrom(facts({ version: wsl1 })).wsl).toMatchObject({
      version: 1,
      distribution: null,
    })
    expect(placeFrom(facts({ version: 'Linux version 6.12-azure (x@y) gcc' })).wsl).toBeNull()
  })
  test('SSH, with where from', () => {
    expect(placeFrom(facts({ env: { SSH_CONNECTION: '10.0.0.9 50000 10.0.0.1 22' } })).ssh).toEqual(
      { from: '10.0.0.9' },
    )
    expect(placeFrom(facts({ env: { SSH_TTY: '/dev/pts/1' } })).ssh).toEqual({ from: null })
    expect(placeFrom(bare).ssh).toBeNull()
  })
  test('the default gateway', () => {
    const table =
      'Iface\tDestination\tGateway\nlo\t0000007F\t00000000\neth0\t00000000\t0140A8C0\t0003\n'
    expect(gatewayIn(table)).toBe('192.168.64.1')
    expect(gatewayIn('')).toBeNull()
  })
})

test('a whole machine in a folder', async () => {
  const root = await mkdtemp(join(tmpdir(), 'place-'))
  await mkdir(join(root, 'proc/net'), { recursive: true })
  await writeFile(join(root, 'proc/version'), wsl2)
  await writeFile(
    join(root, 'proc/net/route'),
    'Iface\tDestination\tGateway\neth0\t00000000\t01101AAC\t0003\n',
  )
  const around = {
    env: { SSH_CONNECTION: '10.1.1.1 1 2 3' },
    platform: 'linux',
    home: root,
    cwd: root,
    uid: 1,
  } as const
  const seen = await lookAtPlace(around, root)
  await rm(root, { recursive: true })
  expect(seen).toEqual({
    container: null,
    distributions: [],
    ssh: { from: '10.1.1.1' },
    wsl: { distribution: null, version: 2, network: null, gateway: '172.26.16.1' },
  })
})

describe('what is said', () => {
  const here: PlaceSeen = { container: null, wsl: null, ssh: null, distributions: [] }
  const docker = {
    kind: 'Docker',
    evidence: '/.dockerenv',
    hostName: 'host.docker.internal',
    gateway: null,
  } as const
  const linux = {
    distribution: 'Debian',
    version: 2,
    network: 'nat',
    gateway: '172.26.16.1',
  } as const
  const everywhere: PlaceSeen = {
    container: docker,
    wsl: linux,
    ssh: { from: '10.0.0.9' },
    distributions: [],
  }
  const loopback = 'http://127.0.0.1:14318'
  const levels = (seen: PlaceSeen, endpoint: string | null, answers: boolean | null) =>
    placeFindings(seen, { endpoint, answers }).map(({ level }) => level)

  test('a plain machine has nothing to say', () => {
    expect(levels(here, loopback, null)).toEqual(['ok', 'ok', 'ok'])
  })
  test('loopback that does not answer is a warning each, one that answers or another address a note', () => {
    expect(levels(everywhere, loopback, false)).toEqual(['warning', 'warning', 'warning'])
    expect(levels(everywhere, loopback, null)).toEqual(['warning', 'warning', 'warning'])
    expect(levels(everywhere, loopback, true)).toEqual(['note', 'note', 'note'])
    expect(levels(everywhere, 'http://otel.example.com:4318', false)).toEqual([
      'note',
      'note',
      'note',
    ])
    expect(levels(everywhere, null, null)).toEqual(['note', 'note', 'note'])
  })
  test('the fixes name the other side', () => {
    const fixes = placeFindings(everywhere, { endpoint: loopback, answers: false, self: 'ct' }).map(
      ({ fix }) => fix,
    )
    expect(fixes).toEqual([
      'ct init --engine remote --endpoint http://host.docker.internal:14318',
      'ct init --engine remote --endpoint http://172.26.16.1:14318',
      'On the machine you sit at, log in with: ssh -R 14318:127.0.0.1:14318 USER@THIS-MACHINE',
    ])
  })
  test('a container that knows no name of its host is told how to get one', () => {
    const [finding] = placeFindings(
      { ...here, container: { ...docker, hostName: null } },
      { endpoint: loopback, answers: false },
    )
    expect(finding?.fix).toContain('--add-host=host.docker.internal:host-gateway')
  })
  test('a WSL that shares loopback needs nothing, and Windows is told of the Linux beside it', () => {
    for (const wsl of [
      { ...linux, version: 1 },
      { ...linux, network: 'mirrored' },
    ] as const) {
      expect(levels({ ...here, wsl }, loopback, false)).toEqual(['ok', 'note', 'ok'])
    }
    expect(
      placeFindings(
        { ...here, distributions: ['Debian'] },
        { endpoint: loopback, answers: null },
      )[1]?.text,
    ).toContain('Debian')
  })
})
