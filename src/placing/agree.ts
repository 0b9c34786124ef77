// Values that are there already are never replaced in silence: shown and asked, or refused where nobody can answer.
import { Problem } from '../errors.ts'
import type { Talk } from '../talk.ts'
import type { Conflict, Proposal } from './proposal.ts'

export async function agreeOnConflicts(
  proposals: readonly Proposal[],
  replace: boolean,
  talk: Talk,
): Promise<void> {
  const conflicts = proposals.flatMap(({ found, conflicts: each }) =>
    each.map((one) => ({ path: found.path, ...one })),
  )
  if (conflicts.length === 0 || replace) return
  const lines = conflicts.map(({ path, ...one }) => `${path}: ${line(one)}`)
  if (!talk.canAsk) throw refused(lines)
  for (const each of lines) talk.say(each)
  const many = conflicts.length === 1 ? 'this value' : `these ${conflicts.length} values`
  if (await talk.confirm(`Replace ${many}? Undoing brings the old ones back.`, false)) return
  throw new Problem('cancelled', 'Cancelled, nothing was changed.')
}

function line({ name, held, wanted }: Conflict): string {
  return `${name} is ${held}, and would become ${wanted ?? 'unset'}`
}

function refused(lines: readonly string[]): Problem {
  const what =
    lines.length === 1
      ? 'A variable has another value already'
      : `${lines.length} variables have other values already`
  return new Problem(
    'value-conflict',
    `${what}. Nothing was changed.\n${lines.map((each) => `  ${each}`).join('\n')}`,
    {
      hints: ['Add --replace to put ours in their place; disconnect brings the old ones back.'],
    },
  )
}
