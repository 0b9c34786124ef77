// Where the embedded engine listened last: what Claude Code was told stays true over a restart.
import { join } from 'node:path'
import { privateFile, readBytes, writeWhole } from '../world/files.ts'
import type { Places } from '../world/places.ts'

export interface Ports {
  readonly grpc: number
  readonly http: number
  readonly page: number
  /** Where a program on this machine reaches OTLP; 127.0.0.1 where nothing is said. */
  readonly host?: string
}

function portsFile(places: Places): string {
  return join(places.state, 'ports.json')
}

export async function rememberPorts(places: Places, ports: Ports): Promise<void> {
  await writeWhole(portsFile(places), `${JSON.stringify(ports, null, 2)}\n`, { mode: privateFile })
}

/** Null when it never ran here, or the file is not whole: then the usual ports are as good a guess. */
export async function lastPorts(places: Places): Promise<Ports | null> {
  const bytes = await readBytes(portsFile(places))
  try {
    const ports: Ports = JSON.parse(bytes?.toString('utf8') ?? 'null')
    return [ports.grpc, ports.http, ports.page].every(Number.isInteger) ? ports : null
  } catch {
    return null
  }
}
