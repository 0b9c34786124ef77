// `connect`: shows what would change in files of others, gets a yes, and places the variables.
import { type Call, type Verb, switchOption, textOption } from '../call.ts'
import { variablesFor } from '../env/variables.ts'
import { Problem } from '../errors.ts'
import { agreeOnConflicts } from '../placing/agree.ts'
import type { Kind } from '../placing/placement.ts'
import { type Proposal, describe, drawn, isUnchanged } from '../placing/proposal.ts'
import { propose } from '../placing/propose.ts'
import { changeLines } from '../plan/changes.ts'
import { headersOf } from '../state/headers.ts'
import { withLock } from '../state/lock.ts'
import { placeAll } from '../making/placements.ts'
import { readReceipt } from '../state/receipt.ts'
import { notSetUp, settle } from '../state/settle.ts'
import { wishOf } from '../state/wish.ts'
import { chosenShell } from '../survey/chosen-shell.ts'
import type { Answer } from '../talk.ts'

export const connect: Verb = async (call) => {
  const receipt = await readReceipt(call.places)
  if (receipt === null) throw notSetUp()
  if (switchOption(call, 'dryRun')) return preview(await proposals(call))
  return withLock(call.places.state, call.signal, async () => {
    const planned = await proposals(call)
    if (planned.every(isUnchanged)) return answer(call, planned)
    call.talk.say(planned.map(describe).join('\n'))
    await agreeOnConflicts(planned, switchOption(call, 'replace'), call.talk)
    await agree(call)
    await placeAll(call.places, planned)
    return answer(call, planned)
  })
}

async function proposals(call: Call): Promise<readonly Proposal[]> {
  const { settings } = await settle(call.places, call.around)
  const config = await wishOf(call.places, settings)
  const headers = await headersOf(config, call)
  const to = (textOption(call, 'to') ?? 'settings') as Kind
  const shell = to === 'shell' ? await chosenShell(textOption(call, 'shell'), call.around) : null
  const receipt = await readReceipt(call.places)
  const placements = receipt?.placements ?? []
  const variables = variablesFor(config, headers)
  return propose(
    {
      to,
      variables,
      placements,
      shell,
      out: textOption(call, 'out'),
      places: call.places,
      own: call.own,
    },
    call.around,
  )
}

async function agree({ talk }: Call): Promise<void> {
  if (talk.yes) return
  if (!talk.canAsk) {
    throw new Problem(
      'answer-needed',
      'This would change files that are not ours, and nobody can be asked here. Nothing was changed.',
      {
        hints: ['claude-telemetry connect --dry-run', 'claude-telemetry connect --yes'],
      },
    )
  }
  if (!(await talk.confirm('Make this change?', true)))
    throw new Problem('cancelled', 'Cancelled, nothing was changed.')
}

function preview(planned: readonly Proposal[]): Answer {
  return { data: { changes: planned.map(drawn) }, text: planned.map(describe).join('\n') }
}

function answer(call: Call, planned: readonly Proposal[]): Answer {
  const changes = planned.map(drawn)
  return {
    data: { changes },
    text: changeLines(changes),
    after: [
      ...(textOption(call, 'to') === 'managed'
        ? []
        : ['Restart open Claude Code sessions: they read this once, at their start.']),
      'To undo it: claude-telemetry disconnect',
    ],
  }
}
