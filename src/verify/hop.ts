// One hop of a verification, as a line for people.
import type { Hop } from './canary.ts'
import type { Step } from '../talk.ts'

/** What a hop does: an endpoint accepts, the page answers, and finds a mark again. */
function deedOf(id: string): readonly [done: string, failed: string, subject: string] {
  if (id === 'page') return ['answers', 'does not answer', 'The page']
  return id.startsWith('page ')
    ? ['finds', 'does not find', 'The page']
    : ['accepts', 'does not accept', 'The endpoint']
}

const past: Readonly<Record<string, string>> = {
  accepts: 'accepted',
  finds: 'found',
  answers: 'answered',
}

export function hopLine({ id, ok, ms, detail }: Hop): string {
  const done = past[deedOf(id)[0]] ?? ''
  const sign = ok === null ? '–' : ok ? '✔' : '✖'
  const said =
    ok === null
      ? 'not run'
      : ok
        ? `${done}${ms === null ? '' : ` in ${Math.round(ms)} ms`}`
        : `not ${done}`
  return `${sign} ${id}: ${said}${detail === null ? '' : `: ${detail}`}`
}

export function hopStep({ id, ok, detail }: Hop): Step {
  const [done, failed, subject] = deedOf(id)
  const what = id === 'page' ? '' : ` ${id.replace(/^page /, '')}`
  if (ok === null)
    return {
      id: `verify-${id}`,
      state: 'skipped',
      text: `${subject} was not asked${what && ` for${what}`}`,
    }
  return {
    id: `verify-${id}`,
    state: ok ? 'done' : 'failed',
    text: `${subject} ${ok ? done : failed}${what}`,
    ...(detail !== null && { detail }),
  }
}
