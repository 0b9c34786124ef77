// Says whether loopback means the same machine to us, to the client and to the endpoint. Pure.
import { isLoopback, withHost } from '../config/endpoint.ts'
import type { Finding, FindingId } from './finding.ts'
import type { Container, PlaceSeen, Wsl } from './place-facts.ts'

export interface PlaceQuestion {
  /** Null: none is known yet. */
  readonly endpoint: string | null
  /** Something takes connections there, seen from here; null: not asked. */
  readonly answers: boolean | null
  /** How the user calls us. */
  readonly self?: string
}

/** Always one finding for each of the three, so that each can be asked for by name. */
export function placeFindings(seen: PlaceSeen, question: PlaceQuestion): Finding[] {
  return [
    containerFinding(seen.container, question),
    wslFinding(seen, question),
    sshFinding(seen.ssh, question),
  ]
}

function containerFinding(container: Container | null, question: PlaceQuestion): Finding {
  const id = 'inside-container'
  if (container === null) return calm(id, 'Not inside a container.')
  const where = `Inside a container (${container.kind}, known by ${container.evidence})`
  const { endpoint } = question
  if (endpoint === null || !isLoopback(endpoint))
    return aside(id, `${where}. ${elsewhere(endpoint)}`)
  if (question.answers === true)
    return aside(
      id,
      `${where}, and ${endpoint} answers inside it: good for a client inside, not for one on the host.`,
    )
  const host = container.hostName
  return {
    id,
    level: 'warning',
    text: `${where}: ${endpoint} is the container itself, not your computer.${host === null ? noHostName(container) : ''}`,
    layer: endpoint,
    fix: host === null ? hostMapping : pointTo(endpoint, host, question),
  }
}

const hostMapping =
  'Start the container with --add-host=host.docker.internal:host-gateway, then run this again.'

function noHostName({ gateway }: Container): string {
  return gateway === null
    ? ''
    : ` Its host may be ${gateway}, but what listens on loopback there is not reachable.`
}

function wslFinding({ wsl, distributions }: PlaceSeen, question: PlaceQuestion): Finding {
  const id = 'inside-wsl'
  const { endpoint } = question
  if (wsl === null && distributions.length === 0) return calm(id, 'Not inside WSL.')
  if (wsl === null) {
    const names = distributions.join(', ')
    return aside(
      id,
      `On Windows, with Linux beside it (${names}): Claude Code in there has its own home folder and reads none of the settings made here.`,
    )
  }
  const where = `Inside WSL ${wsl.version}${wsl.distribution === null ? '' : ` (${wsl.distribution})`}`
  const apart = `Claude Code on the Windows side has its own settings, which are not touched from here.`
  if (endpoint === null || !isLoopback(endpoint))
    return aside(id, `${where}. ${elsewhere(endpoint)} ${apart}`)
  if (sharesLoopback(wsl))
    return aside(id, `${where}, which shares loopback with Windows. ${apart}`)
  if (question.answers === true)
    return aside(id, `${where}, and ${endpoint} answers here. ${apart}`)
  return {
    id,
    level: 'warning',
    text: `${where}: ${endpoint} is this Linux, not Windows. ${apart}`,
    layer: endpoint,
    fix: wsl.gateway === null ? mirrored : pointTo(endpoint, wsl.gateway, question),
  }
}

const mirrored =
  'Write "networkingMode=mirrored" under [wsl2] in %USERPROFILE%\\.wslconfig, then run: wsl.exe --shutdown'

function sharesLoopback({ version, network }: Wsl): boolean {
  return version === 1 || network === 'mirrored'
}

function sshFinding(ssh: PlaceSeen['ssh'], question: PlaceQuestion): Finding {
  const id = 'inside-ssh'
  if (ssh === null) return calm(id, 'Not over SSH.')
  const where = `Over SSH${ssh.from === null ? '' : ` from ${ssh.from}`}`
  const { endpoint } = question
  if (endpoint === null || !isLoopback(endpoint))
    return aside(id, `${where}. ${elsewhere(endpoint)}`)
  if (question.answers === true)
    return aside(id, `${where}, and ${endpoint} answers on this machine.`)
  const port = portOf(endpoint)
  return {
    id,
    level: 'warning',
    text: `${where}: ${endpoint} is this machine, not the one you sit at.`,
    layer: endpoint,
    fix: `On the machine you sit at, log in with: ssh -R ${port}:127.0.0.1:${port} USER@THIS-MACHINE`,
  }
}

function elsewhere(endpoint: string | null): string {
  return endpoint === null
    ? 'No endpoint is known yet.'
    : `${endpoint} is not loopback, so this does not matter.`
}

function pointTo(
  endpoint: string,
  host: string,
  { self = 'claude-telemetry' }: PlaceQuestion,
): string {
  return `${self} init --engine remote --endpoint ${withHost(endpoint, host)}`
}

function portOf(endpoint: string): string {
  const url = new URL(endpoint)
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

function calm(id: FindingId, text: string): Finding {
  return { id, level: 'ok', text, layer: null, fix: null }
}

function aside(id: FindingId, text: string): Finding {
  return { id, level: 'note', text, layer: null, fix: null }
}
