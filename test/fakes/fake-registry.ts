// A fake: a registry that holds one image of one layer and answers just what an engine asks to pull it.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

export interface FakeRegistry {
  /** What to write before the name of the image. */
  readonly host: string
  readonly digest: string
  readonly asked: readonly string[]
  stop(): Promise<void>
}

const kind = 'application/vnd.docker'

/** `login` as user:password, without which it shows nothing. */
export async function fakeRegistry(
  layer: Buffer,
  config: string,
  login: string | null = null,
): Promise<FakeRegistry> {
  const packed = gzipSync(layer, { level: 1 })
  const settings = Buffer.from(config)
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: `${kind}.distribution.manifest.v2+json`,
      config: {
        mediaType: `${kind}.container.image.v1+json`,
        size: settings.length,
        digest: of(settings),
      },
      layers: [
        {
          mediaType: `${kind}.image.rootfs.diff.tar.gzip`,
          size: packed.length,
          digest: of(packed),
        },
      ],
    }),
  )
  const digest = of(manifest)
  const blobs = new Map([packed, settings].map((blob) => [of(blob), blob]))
  const asked: string[] = []
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    asked.push(url)
    const wantedLogin = login === null ? null : `Basic ${Buffer.from(login).toString('base64')}`
    if (wantedLogin !== null && request.headers.authorization !== wantedLogin) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' })
      return void response.end()
    }
    const wanted = url.split('/').at(-1) ?? ''
    const isManifest = url.includes('/manifests/') && (wanted === '1' || wanted === digest)
    const body = isManifest ? manifest : blobs.get(wanted)
    if (body === undefined) {
      const isRoot = url === '/v2/'
      response.writeHead(isRoot ? 200 : 404, { 'content-type': 'application/json' })
      const errors = [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }]
      return void response.end(isRoot ? '{}' : JSON.stringify({ errors }))
    }
    const type = isManifest ? `${kind}.distribution.manifest.v2+json` : 'application/octet-stream'
    response.writeHead(200, {
      'content-type': type,
      'content-length': body.length,
      'docker-content-digest': isManifest ? digest : wanted,
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    digest,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function of(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
