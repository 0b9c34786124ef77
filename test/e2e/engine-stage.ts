// The embedded engine of the built program in a HOME of its own, and everything that can be read of what it keeps.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from '../../src/world/net.ts'
import { type Sealed, sealed } from '../program/sealed.ts'

export interface EngineStage {
  readonly ours: Sealed
  readonly ports: { readonly http: number; readonly grpc: number; readonly page: number }
  readonly data: string
  readonly config: string
  get(path: string): Promise<string>
}

export async function engineStage(
  home: string,
  flags: readonly string[] = [],
): Promise<EngineStage> {
  const ours = await sealed({ HOME: home })
  onTestFinished(async () => {
    await ours.run(['uninstall', '--yes'])
    await ours.remove()
  })
  const [http, grpc, page] = [await freePort(), await freePort(), await freePort()]
  const given = Object.entries({ '--http-port': http, '--grpc-port': grpc, '--page-port': page })
  const asked = given.flatMap(([flag, port]) => [flag, String(port)])
  const init = await ours.run(['init', '--yes', '--engine', 'embedded', ...asked, ...flags])
  if (init.code !== 0) throw new Error(`init ended with ${init.code}: ${init.stderr}`)
  return {
    ours,
    ports: { http, grpc, page },
    data: join(home, '.local', 'share', 'claude-telemetry'),
    config: join(home, '.config', 'claude-telemetry'),
    get: async (path) => (await fetch(`http://127.0.0.1:${page}${path}`)).text(),
  }
}

/** Every byte below these folders, the database's log included. */
export async function bytesBelow(...folders: readonly string[]): Promise<string> {
  const parts: string[] = []
  for (const folder of folders) {
    const names = await readdir(folder, { recursive: true, withFileTypes: true })
    for (const entry of names.filter((one) => one.isFile()))
      parts.push((await readFile(join(entry.parentPath, entry.name))).toString('latin1'))
  }
  return parts.join('\n')
}

/** All that the page's server says: every panel of every board, the lists, the scrape. */
export async function everythingShown({ get }: EngineStage): Promise<string> {
  const { data } = JSON.parse(await get('/api/boards'))
  const panels = data.boards.flatMap((board: { id: string; panels: { id: string }[] }) =>
    board.panels.map(({ id }) => `/api/panel?board=${board.id}&panel=${id}&from=0`),
  )
  const paths = ['/metrics', '/api/metrics', '/api/status', '/healthz', ...panels]
  return (await Promise.all(paths.map(get))).join('\n')
}
