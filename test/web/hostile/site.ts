// The server of a hostile page: on a port of its own, it hands out the attack under any name.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** A service worker that asks whom it is told to, in the name of the hostile origin. */
const worker = `
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('message', ({ data, ports }) =>
  fetch(data).then((answer) => answer.text()).then((text) => ports[0].postMessage(text), () => ports[0].postMessage(null)))
`

export const page =
  '<!doctype html><title>hostile</title><script type="module" src="/attack.js"></script><body></body>'

export interface Site {
  readonly port: number
  readonly script: string
  close(): void
}

export async function hostileSite(): Promise<Site> {
  const script = await readFile(join(import.meta.dirname, 'attack.mjs'), 'utf8')
  const server = createServer(({ url = '/' }, response) => {
    const isScript = url === '/attack.js' || url === '/worker.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(url === '/worker.js' ? worker : url === '/attack.js' ? script : page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { port, script, close }
}
