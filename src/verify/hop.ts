// One hop of a verification, as a line for people.
import type { Hop } from './canary.ts'
import type { Step } from '../talk.ts'

export function hopLine({ id, ok, ms, detail }: Hop): string {
  const sign = ok === null ? '–' : ok ? '✔' : '✖'
  const said =
    ok === null
      ? 'not run'
      : ok
        ? `accepted${ms === null ? '' : ` in ${Math.round(ms)} ms`}`
        : 'not accepted'
  return `${sign} ${id}: ${said}${detail === null ? '' : `: ${detail}`}`
}

export function hopStep({ id, ok, detail }: Hop): Step {
  const [yes, no] =
    id === 'page'
      ? ['The page answers', 'The page does not answer']
      : [`The endpoint accepts ${id}`, `The endpoint does not accept ${id}`]
  return {
    id: `verify-${id}`,
    state: ok === true ? 'done' : 'failed',
    text: ok === true ? yes : no,
    ...(detail !== null && { detail }),
  }
}
