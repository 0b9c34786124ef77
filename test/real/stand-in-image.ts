// An image of the stand-in server, built from its source and FROM scratch, as an archive that an engine loads.
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../src/world/exec.ts'
import { headOf, padding, tarBlock } from '../../src/world/tar.ts'

/** A user that is not root, and that no machine has. */
export const standInUser = 65_532

const root = { uid: 0, gid: 0 }
const folder = { ...root, mode: 0o755, isFolder: true }

export async function standInServer(go: string): Promise<Uint8Array> {
  const at = await mkdtemp('/tmp/stand-in-')
  try {
    const program = join(at, 'server')
    const ran = await run(
      go,
      ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', program, '.'],
      {
        cwd: join(import.meta.dirname, 'stand-in-server'),
        timeout: 180_000,
        env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOTOOLCHAIN: 'local' },
      },
    )
    if (ran.code !== 0) throw new Error(`the stand-in server does not build: ${ran.stderr}`)
    return await readFile(program)
  } finally {
    await rm(at, { recursive: true, force: true })
  }
}

export interface ImageParts {
  readonly layer: Buffer
  readonly config: string
}

/** `mark` makes it another image. */
export function standInParts(program: Uint8Array, mark = ''): ImageParts {
  const layer = tar([
    ['server', program, { ...root, mode: 0o755, isFolder: false }],
    ['etc/', null, folder],
    ['data/', null, { uid: standInUser, gid: standInUser, mode: 0o755, isFolder: true }],
    ['tmp/', null, { ...folder, mode: 0o1777 }],
  ])
  const config = {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: { Entrypoint: ['/server'], Labels: { mark, 'stand-in': 'for a server of the stack' } },
    rootfs: {
      type: 'layers',
      diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`],
    },
  }
  return { layer, config: JSON.stringify(config) }
}

/** As `docker save` writes one. */
export function standInImage(program: Uint8Array, name: string, mark = ''): Uint8Array {
  const { layer, config } = standInParts(program, mark)
  const manifest = JSON.stringify([
    { Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] },
  ])
  const plain = { ...root, mode: 0o644, isFolder: false }
  return tar([
    ['manifest.json', Buffer.from(manifest), plain],
    ['config.json', Buffer.from(config), plain],
    ['layer.tar', layer, plain],
  ])
}

type Entry = readonly [string, Uint8Array | null, NonNullable<Parameters<typeof headOf>[2]>]

function tar(entries: readonly Entry[]): Buffer {
  const pieces = entries.flatMap(([name, bytes, owner]) => {
    const size = bytes?.length ?? 0
    return [headOf(name, size, owner), bytes ?? new Uint8Array(0), new Uint8Array(padding(size))]
  })
  return Buffer.concat([...pieces, new Uint8Array(2 * tarBlock)])
}
