// Says in words whether a Docker engine answers, and if not, which reason matters most and what mends it. Pure.
import type { EngineReason } from '../world/docker-reason.ts'
import type { Engine } from '../world/docker.ts'
import type { DockerSeen, DockerTried } from './docker.ts'
import type { Finding, Level } from './finding.ts'

/** Null: no engine is chosen yet. Only the docker engine needs Docker. */
export type EngineWish = 'docker' | 'embedded' | 'remote' | null

export function dockerFindings(seen: DockerSeen, engine: EngineWish): Finding[] {
  if (seen.found !== null) return [answering(seen.found, seen.tried)]
  const worst = mostTelling(seen.tried)
  const level: Level = engine === 'docker' ? 'error' : 'note'
  const need =
    engine === 'docker'
      ? ''
      : engine === null
        ? ' Only the docker engine needs it.'
        : ` The ${engine} engine does not need it.`
  return [
    {
      id: 'docker-engine',
      level,
      text: `No Docker engine answers: ${sentence(worst, seen)}.${alsoTried(worst, seen.tried)}${need}`,
      layer: worst?.where ?? worst?.source ?? null,
      fix: fixFor(worst, seen),
    },
  ]
}

function answering(engine: Engine, tried: readonly DockerTried[]): Finding {
  const product = engine.podman ? 'Podman' : 'Docker'
  const rootless = engine.rootless ? ', rootless' : ''
  const os = engine.os === null ? '' : ` on ${engine.os}`
  const passed = tried.find(
    ({ source }) => source === 'DOCKER_HOST' || source.startsWith('docker context'),
  )
  const by = engine.context === null ? '' : ` (docker context ${engine.context})`
  const text = `${product} ${engine.version}${os}${rootless} answers at ${engine.where}${by}.`
  if (passed === undefined)
    return { id: 'docker-engine', level: 'ok', text, layer: engine.where, fix: null }
  return {
    id: 'docker-engine',
    level: 'note',
    text: `${text} But ${passed.source} names ${passed.where ?? 'another place'}, where: ${passed.detail}.`,
    layer: passed.source,
    fix: passed.source === 'DOCKER_HOST' ? 'unset DOCKER_HOST' : 'docker context use default',
  }
}

/** A place that the user named comes first; then one that is there but fails; an absent socket says least. */
function mostTelling(tried: readonly DockerTried[]): DockerTried | null {
  const named = tried.find(
    ({ source }) => source === 'DOCKER_HOST' || source.startsWith('docker context'),
  )
  const failing = tried.find(({ reason }) => reason !== 'no-socket' && reason !== 'no-client')
  return named ?? failing ?? tried.find(({ reason }) => reason === 'no-client') ?? tried[0] ?? null
}

function sentence(worst: DockerTried | null, { client }: DockerSeen): string {
  if (worst === null) return 'no place is known where one could be'
  const at = worst.where ?? worst.source
  const named = worst.source === 'DOCKER_HOST' || worst.source.startsWith('docker context')
  if (worst.reason === 'no-socket' && !named) {
    return client === null
      ? 'Docker is not installed'
      : 'the docker program is here, but no engine runs'
  }
  if (worst.reason === 'no-client')
    return 'no docker program and no socket, so Docker is not installed'
  return `${named ? `${worst.source} names ${at}, ` : `${worst.source} at ${at} `}${inWords[worst.reason]} (${worst.detail})`
}

const inWords: Readonly<Record<EngineReason, string>> = {
  'no-client': 'has no client',
  'no-socket': 'has no socket',
  'no-permission': 'does not let this user in',
  refused: 'refuses the connection: the socket is there, nobody listens',
  hung: 'hangs: it took the question and never answered',
  'too-old': 'is too old',
  'no-space': 'has no room left on its disk',
  'not-docker': 'is something else than Docker',
  tls: 'and we do not agree about TLS',
  unreachable: 'cannot be reached',
  failing: 'answers with an error',
  unsupported: 'is a kind of address that we do not use',
}

function alsoTried(worst: DockerTried | null, tried: readonly DockerTried[]): string {
  const others = tried.filter(
    (one) => one !== worst && one.reason !== 'no-socket' && one.reason !== 'no-client',
  )
  if (others.length === 0) return ''
  return ` Also asked: ${others.map(({ where, source, reason }) => `${where ?? source} (${reason})`).join(', ')}.`
}

function fixFor(worst: DockerTried | null, { platform, client }: DockerSeen): string | null {
  if (worst === null) return null
  if (worst.source === 'DOCKER_HOST' && worst.reason !== 'no-permission') return 'unset DOCKER_HOST'
  if (worst.source.startsWith('docker context')) return 'docker context use default'
  const start = starts[platform] ?? 'sudo systemctl start docker'
  if (worst.reason === 'no-socket') return client === null ? install : start
  if (worst.reason === 'refused' || worst.reason === 'hung' || worst.reason === 'failing') {
    return worst.source === 'Docker' && platform === 'linux'
      ? 'sudo systemctl restart docker'
      : start
  }
  return fixes[worst.reason] ?? null
}

const install = 'Install Docker: https://docs.docker.com/get-started/get-docker/'

const starts: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'open -a Docker',
  win32: "& 'C:\\Program Files\\Docker\\Docker\\Docker Desktop.exe'",
}

const fixes: Readonly<Partial<Record<EngineReason, string>>> = {
  'no-client': install,
  'no-permission': 'sudo usermod -aG docker "$USER" && newgrp docker',
  'too-old': 'Update Docker to version 20.10 or newer (Podman to 4.0 or newer).',
  'no-space': 'docker system df',
}
