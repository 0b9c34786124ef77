// Where a store may lie: on a disk of this machine. Elsewhere its locks and its shared memory promise nothing.
import { Problem } from '../../errors.ts'
import { networkKind } from '../../world/file-system.ts'

export async function refuseNetwork(folder: string): Promise<void> {
  const kind = await networkKind(folder)
  if (kind === null) return
  throw new Problem(
    'network-folder',
    `${folder} lies on a network or shared folder (${kind}), where a database can be damaged. Nothing was written.`,
    {
      hints: [
        'Choose a folder on a disk of this machine, such as one below /var/tmp:',
        'claude-telemetry init --engine embedded --home DIR',
      ],
    },
  )
}
