// What is said about Docker: the reason that matters, a fix for it, and no alarm where nobody needs Docker.
import { describe, expect, test } from 'vitest'
import { dockerFindings } from '../../src/survey/docker-findings.ts'
import type { DockerSeen, DockerTried } from '../../src/survey/docker.ts'
import { engineReasons, reasonOf } from '../../src/world/docker-reason.ts'
import type { EngineReason } from '../../src/world/docker-reason.ts'

const absent: DockerTried = {
  where: 'unix:///run/a.sock',
  source: 'Docker',
  reason: 'no-socket',
  detail: 'ENOENT',
}
const seen = (tried: readonly DockerTried[], more: Partial<DockerSeen> = {}): DockerSeen => ({
  platform: 'linux',
  found: null,
  tried,
  client: '/usr/bin/docker',
  ...more,
})
const failing = (reason: EngineReason, source = 'Docker'): DockerTried => ({
  where: 'unix:///var/run/docker.sock',
  source,
  reason,
  detail: 'its words',
})
const engine = {
  where: 'unix:///var/run/docker.sock',
  source: 'Docker',
  context: null,
  version: '28.0.1',
  apiVersion: '1.48',
  os: 'Debian',
  rootless: false,
  podman: false,
  freeBytes: null,
}

describe('levels', () => {
  test('an absent engine is an error only for the docker engine', () => {
    const levels = (['docker', 'embedded', 'remote', null] as const).map(
      (wish) => dockerFindings(seen([absent]), wish)[0]?.level,
    )
    expect(levels).toEqual(['error', 'note', 'note', 'note'])
  })

  test('one that answers is ok, with nothing to mend', () => {
    expect(dockerFindings(seen([absent], { found: engine }), 'docker')).toEqual([
      {
        id: 'docker-engine',
        level: 'ok',
        layer: 'unix:///var/run/docker.sock',
        fix: null,
        text: 'Docker 28.0.1 on Debian answers at unix:///var/run/docker.sock.',
      },
    ])
  })

  test('one that answers elsewhere than the user said is a note with the way back', () => {
    const [finding] = dockerFindings(
      seen([failing('hung', 'DOCKER_HOST')], { found: engine }),
      'docker',
    )
    expect(finding).toMatchObject({ level: 'note', layer: 'DOCKER_HOST', fix: 'unset DOCKER_HOST' })
    expect(finding?.text).toContain('its words')
  })
})

describe('reasons', () => {
  test('each is said in its own words', () => {
    const texts = engineReasons.map(
      (reason) => dockerFindings(seen([failing(reason)]), 'docker')[0]?.text,
    )
    expect(new Set(texts).size).toBe(engineReasons.length)
  })

  test('a failing engine matters more than absent sockets around it', () => {
    const [finding] = dockerFindings(seen([absent, failing('no-permission'), absent]), 'docker')
    expect(finding).toMatchObject({
      fix: 'sudo usermod -aG docker "$USER" && newgrp docker',
      layer: 'unix:///var/run/docker.sock',
    })
  })

  test('the place that the user named matters most', () => {
    const [finding] = dockerFindings(
      seen([failing('refused', 'DOCKER_HOST'), failing('no-permission')]),
      'docker',
    )
    expect(finding).toMatchObject({
      layer: 'unix:///var/run/docker.sock',
      fix: 'unset DOCKER_HOST',
    })
    expect(finding?.text).toContain('Also asked: unix:///var/run/docker.sock (no-permission)')
  })

  test('not installed and not started are told apart', () => {
    const none = dockerFindings(
      seen([absent, failing('no-client', 'docker client')], { client: null }),
      'docker',
    )[0]
    const stopped = dockerFindings(seen([absent]), 'docker')[0]
    expect(none?.text).toContain('not installed')
    expect(none?.fix).toContain('Install Docker')
    expect(stopped).toMatchObject({ fix: 'sudo systemctl start docker' })
    expect(dockerFindings(seen([absent], { platform: 'darwin' }), 'docker')[0]?.fix).toBe(
      'open -a Docker',
    )
  })
})

describe('reasonOf', () => {
  const fault = (more: object, message = 'x') => Object.assign(new Error(message), more)
  test.each([
    [fault({ code: 'ENOENT' }), 'no-socket'],
    [fault({ code: 'EACCES' }), 'no-permission'],
    [fault({ code: 'ECONNREFUSED' }), 'refused'],
    [fault({ code: 'ENOTFOUND' }), 'unreachable'],
    [fault({ code: 'HPE_INVALID_CONSTANT' }), 'not-docker'],
    [fault({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'tls'],
    [fault({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), 'tls'],
    [fault({ statusCode: 500 }, 'no space left on device'), 'no-space'],
    [fault({ statusCode: 403 }), 'no-permission'],
    ['a bare text', 'failing'],
  ])('%s is %s', (given, reason) => expect(reasonOf(given).reason).toBe(reason))

  test("a stranger's words cannot move the cursor and stay short", () => {
    const { detail } = reasonOf(new Error(`\u001b[2Jgone\nnext ${'x'.repeat(500)}`))
    expect(detail).not.toMatch(/[\u0000-\u001f]/)
    expect(detail.length).toBeLessThanOrEqual(160)
  })
})
