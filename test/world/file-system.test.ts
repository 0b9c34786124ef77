// A folder that other machines can reach is known as such, whatever lies around it.
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { networkKind, networkKindIn } from '../../src/world/file-system.ts'

const mounts = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /home rw,relatime shared:20 - nfs4 server:/export/home rw,vers=4.2
31 30 8:2 / /home/me/local rw - xfs /dev/sdb1 rw
32 22 0:41 / /mnt/with\\040space rw - cifs //server/share rw
33 22 0:42 / /mnt/ssh rw - fuse.sshfs me@there: rw
34 22 0:43 / /mnt/disk rw - fuseblk /dev/sdc1 rw
35 22 0:44 / /mnt/c rw - 9p drvfs rw
36 22 0:45 / /mnt/twice rw - nfs a:/b rw
37 36 0:46 / /mnt/twice rw - tmpfs tmpfs rw
`

test.each([
  ['/var/lib/x', null],
  ['/home/me/.local/share', 'nfs4'],
  ['/home', 'nfs4'],
  ['/homework', null],
  ['/home/me/local/store', null],
  ['/mnt/with space/store', 'cifs'],
  ['/mnt/ssh', 'fuse.sshfs'],
  ['/mnt/disk/store', null],
  ['/mnt/c/Users/me', '9p'],
  ['/mnt/twice/store', null],
])('%s: %s', (path, kind) => {
  expect(networkKindIn(mounts, path)).toBe(kind)
})

test('folders of this machine are none, also where they do not exist yet', async () => {
  expect(await networkKind(tmpdir())).toBeNull()
  expect(await networkKind(`${tmpdir()}/not/there/yet`)).toBeNull()
})
