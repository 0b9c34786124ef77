// The files of a service as one archive, which reaches an engine anywhere: on this machine, in a virtual one, far away.
import type { PlannedFile, Service } from '../plan/plan.ts'
import { headOf, padding, tarBlock } from '../world/tar.ts'
import type { TarOwner } from '../world/tar.ts'

/** `secrets` by their names; one that is missing is a fault of ours. */
export function handedOver(
  service: Service,
  secrets: Readonly<Record<string, string>>,
): Uint8Array | null {
  const user = idsOf(service.user)
  const files = [
    ...service.files.map((file) => ({ ...file, owner: readableBy(file, user) })),
    ...service.secrets.map(({ name, path }) => {
      const text = secrets[name]
      if (text === undefined) throw new Error(`no secret ${name} was given`)
      return { path, text, owner: { ...user, mode: 0o400, isFolder: false } }
    }),
  ]
  const owned = service.volumes.filter(({ owner }) => owner !== null)
  if (files.length + owned.length === 0) return null
  const pieces: Uint8Array[] = []
  for (const folder of foldersOf(files.map(({ path }) => path))) {
    pieces.push(headOf(`${folder.slice(1)}/`, 0, { mode: 0o755, uid: 0, gid: 0, isFolder: true }))
  }
  for (const { target, owner } of owned) {
    pieces.push(headOf(`${target.slice(1)}/`, 0, { ...idsOf(owner), mode: 0o755, isFolder: true }))
  }
  for (const { path, text, owner } of files) {
    const bytes = Buffer.from(text, 'utf8')
    if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long for an archive`)
    pieces.push(headOf(path.slice(1), bytes.length, owner), bytes)
    pieces.push(new Uint8Array(padding(bytes.length)))
  }
  return Buffer.concat([...pieces, new Uint8Array(2 * tarBlock)])
}

/** Root's, so that the service cannot change it; the service's own where nobody else may read it. */
function readableBy({ mode }: PlannedFile, user: Ids): TarOwner {
  const everybody = (mode & 0o004) !== 0
  return { ...(everybody ? { uid: 0, gid: 0 } : user), mode, isFolder: false }
}

interface Ids {
  readonly uid: number
  readonly gid: number
}

/** `uid:gid` or `uid`; a name is known to the image alone. */
function idsOf(user: string | null): Ids {
  const [uid = '0', gid = uid] = (user ?? '0').split(':')
  const ids = { uid: Number(uid), gid: Number(gid) }
  if (!Number.isInteger(ids.uid) || !Number.isInteger(ids.gid)) {
    throw new Error(`${user} is not a user in numbers`)
  }
  return ids
}

/** Every folder above the files, outermost first; not the outermost two, which the image has or the engine makes. */
function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const path of paths) {
    const names = path.split('/').slice(1, -1)
    for (let depth = 2; depth <= names.length; depth += 1) {
      folders.add(`/${names.slice(0, depth).join('/')}`)
    }
  }
  return [...folders].toSorted()
}
