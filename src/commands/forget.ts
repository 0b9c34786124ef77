// `forget`: takes everything of one session, project or user out of the store, totals included.
import { type Call, type Verb, textOption } from '../call.ts'
import type { Forgettable } from '../embedded/store/store.ts'
import { Problem } from '../errors.ts'
import { forgetInStore } from '../making/forget.ts'

export const forget: Verb = async (call) => {
  const { whom, said } = whomIn(call)
  await agree(call, said)
  const { points, levels, events, sessions } = await forgetInStore(call.places, whom)
  const nothing = points + levels + events + sessions === 0
  return {
    data: { points, levels, events, sessions },
    text: nothing
      ? `Nothing is stored of ${said}.`
      : `Forgotten: ${points + levels} points, ${events} events, ${sessions} sessions.`,
    after: nothing
      ? []
      : [
          'session' in whom
            ? 'Totals of the page are smaller now; /metrics counts on, without saying what it was.'
            : 'Totals are smaller now; series of /metrics that were theirs end.',
          'Backups that were made before still hold it.',
        ],
  }
}

function whomIn(call: Call): { whom: Forgettable; said: string } {
  const named = (['session', 'project', 'user'] as const).flatMap((kind) => {
    const value = textOption(call, kind)
    return value === null ? [] : [{ kind, value }]
  })
  const [one] = named
  if (one === undefined || named.length > 1 || one.value === '')
    throw new Problem(
      'bad-arguments',
      'Say whom to forget: one session, one project or one user.',
      {
        hints: ['claude-telemetry forget --session ID'],
      },
    )
  const { kind, value } = one
  const whom: Forgettable =
    kind === 'session'
      ? { session: value }
      : kind === 'project'
        ? { project: value }
        : { user: value }
  return { whom, said: `${kind} ${value}` }
}

async function agree({ talk }: Call, said: string): Promise<void> {
  if (talk.yes) return
  if (!talk.canAsk)
    throw new Problem(
      'answer-needed',
      `This would take all of ${said} out of the store for good, and nobody can be asked here. Nothing was changed.`,
      { hints: ['claude-telemetry forget --yes …'] },
    )
  if (!(await talk.confirm(`Take all of ${said} out of the store, for good?`, false)))
    throw new Problem('cancelled', 'Cancelled, nothing was changed.')
}
