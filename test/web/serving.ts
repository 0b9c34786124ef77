// A real store in a folder of its own, filled with made work, behind a real server: what the page's tests look at.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, type Store } from '../../src/embedded/store/store.ts'
import { pageHandler } from '../../src/web/handler.ts'
import { fill } from '../dashboards/made-store.ts'
import type { Made } from '../dashboards/made-year.ts'

export interface Served {
  readonly address: string
  readonly port: number
  readonly store: Store
  close(): Promise<void>
}

export async function serve(
  made: Made,
  { pageFolder = '', now }: { pageFolder?: string; now?: () => number } = {},
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'claude-telemetry-page-'))
  const store = await openStore(folder)
  await fill(store, made)
  const handler = pageHandler(store, {
    version: '0.0.0-test',
    instance: 'made',
    started: Date.now(),
    otlp: { http: 'http://127.0.0.1:14318', grpc: 'http://127.0.0.1:14317' },
    pageFolder,
    ...(now === undefined ? {} : { now }),
  })
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    handler.close()
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { address: `http://127.0.0.1:${port}`, port, store, close }
}
