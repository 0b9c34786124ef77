// Whose home this is: under sudo it may be somebody else's, and our files in it would be root's.
import { Problem } from '../errors.ts'
import { standing } from '../world/files.ts'
import type { Surroundings } from '../world/surroundings.ts'

export async function refuseForeignHome(around: Surroundings): Promise<void> {
  const owner = around.uid === null ? null : await standing(around.home)
  if (owner === null || owner.uid === around.uid) return
  throw new Problem(
    'home-of-another-user',
    `HOME is ${around.home}, which belongs to user number ${owner.uid}, and this runs as user number ${around.uid}. Nothing was changed.`,
    {
      hints: [
        "Run the same command without sudo, as the user whose Claude Code it is, or with that user's own HOME.",
      ],
    },
  )
}
