// Says which of our ports are taken and by whom; a taken one moves, so it never stops anybody. Pure.
import type { EngineWish } from './docker-findings.ts'
import type { Finding } from './finding.ts'
import type { PortSeen } from './ports.ts'

export function portsFindings(seen: readonly PortSeen[], engine: EngineWish): Finding[] {
  const inUse = seen.filter(({ state }) => state !== 'free')
  if (inUse.length === 0) {
    const list = seen.map(({ port }) => port).join(', ')
    return [
      {
        id: 'ports',
        level: 'ok',
        text: `All ports that we would use are free: ${list}.`,
        layer: null,
        fix: null,
      },
    ]
  }
  const local = engine === 'docker' || engine === 'embedded'
  return inUse.map((one) => ({
    id: 'ports',
    level: local ? 'warning' : 'note',
    text: `Port ${one.port} (${one.use}) ${held(one)}. ${consequence(engine)}`,
    layer: `127.0.0.1:${one.port}`,
    fix: null,
  }))
}

function held({ state, owner }: PortSeen): string {
  if (state === 'forbidden') return 'may not be opened by this user'
  if (state === 'unknown') return 'could not be tried'
  if (owner === null) return 'is taken by a process that this user may not see'
  return `is taken by ${owner.name ?? 'a process'} (pid ${owner.pid})`
}

function consequence(engine: EngineWish): string {
  if (engine === 'remote') return 'The remote engine listens nowhere, so this does not matter.'
  return 'A local engine moves to the next free port and says so.'
}
