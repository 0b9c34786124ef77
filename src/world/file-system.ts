// The door to what kind of file system a path lies on: a disk of this machine, or one that others can reach.
import { readFile, realpath } from 'node:fs/promises'
import { dirname, parse } from 'node:path'

/** On these a lock, or memory that two programs share through a file, may mean nothing. */
const ofNetworks =
  /^(?:nfs\d?|cifs|smb\w*|9p|afs|auristorfs|ceph|lustre|gpfs|beegfs|glusterfs|davfs|ncpfs|vboxsf|vmhgfs|prl_fs|fuse\.(?:sshfs|rclone|s3fs|gcsfuse|goofys|glusterfs|ceph|davfs2?|smbnetfs|curlftpfs|gvfsd-fuse|vmhgfs-fuse|grpcfuse|juicefs|seaweedfs))$/

/** Its name where it is one of a network, else null; null also where the system does not say. */
export async function networkKind(path: string): Promise<string | null> {
  if (process.platform === 'win32') return /^[\\/]{2}[^?.]/.test(path) ? 'a network share' : null
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => null)
  return mounts === null ? null : networkKindIn(mounts, await nearest(path))
}

/** The nearest folder that exists, without links. */
async function nearest(path: string): Promise<string> {
  for (let at = path; at !== parse(at).root; at = dirname(at)) {
    const real = await realpath(at).catch(() => null)
    if (real !== null) return real
  }
  return parse(path).root
}

/** The longest mount that holds the path decides; of two at one place, the later. */
export function networkKindIn(mounts: string, path: string): string | null {
  let found: { readonly at: string; readonly kind: string } | null = null
  for (const line of mounts.split('\n')) {
    const [left = '', right = ''] = line.split(' - ')
    const at = unescaped(left.split(' ')[4] ?? '')
    const isAbove = at === '/' || path === at || path.startsWith(`${at}/`)
    if (at === '' || !isAbove || at.length < (found?.at.length ?? 0)) continue
    found = { at, kind: right.split(' ')[0] ?? '' }
  }
  return found !== null && ofNetworks.test(found.kind) ? found.kind : null
}

/** Spaces and their like are written as octal numbers. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
}
