// Starts the stand-in for Grafana as a plain program, with the files that a container would have mounted.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { freePort } from '../../src/world/net.ts'

export interface StandIn {
  /** Null when it ended by itself. */
  readonly code: number | null
  readonly said: string
  readonly data: string
  get(path: string, as?: string): Promise<{ status: number; body: unknown }>
  stop(): Promise<void>
}

export interface StandInOrder {
  readonly program: string
  /** Path below the folder of provisioning, or of boards → text. */
  readonly files: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly data?: string
}

/** ROOT in files and variables is the folder that they lie in. Either it listens, or it has ended: both are answers. */
export async function standIn({ program, files, env, data }: StandInOrder): Promise<StandIn> {
  const root = await mkdtemp('/tmp/stand-in-')
  const inRoot = (text: string): string => text.replaceAll('ROOT', root)
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), inRoot(text))
  }
  const port = await freePort()
  const kept = data ?? join(root, 'data')
  if (data === undefined) await mkdir(kept)
  const places = { GF_PATHS_PROVISIONING: join(root, 'provisioning'), GF_PATHS_DATA: kept }
  const where = { GF_SERVER_HTTP_ADDR: '127.0.0.1', GF_SERVER_HTTP_PORT: String(port) }
  const given = Object.entries(env ?? {}).map(([name, value]) => [name, inRoot(value)])
  const child = spawn(program, { env: { ...places, ...where, ...Object.fromEntries(given) } })
  let said = ''
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)))
  const listening = new Promise<null>((resolve) =>
    child.stderr.on('data', (piece: Buffer) => {
      said += piece.toString('utf8')
      if (said.includes('listening on')) resolve(null)
    }),
  )
  const code = await Promise.race([ended, listening])
  return {
    code,
    said,
    data: kept,
    get: (path, as) => get(`http://127.0.0.1:${port}${path}`, as),
    stop: async () => {
      child.kill()
      await ended
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function get(url: string, as?: string): Promise<{ status: number; body: unknown }> {
  const headers: Record<string, string> =
    as === undefined ? {} : { authorization: `Basic ${Buffer.from(as).toString('base64')}` }
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(20_000) })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') === true
  return { status: answer.status, body: isJson ? JSON.parse(text) : text }
}
