// What is said where two places are named at once, or none of ours is meant.
import { Problem } from '../errors.ts'
import type { Answer } from '../talk.ts'

export function twoPlaces(): Problem {
  return new Problem(
    'bad-arguments',
    'The embedded engine is the endpoint: it takes no other one.',
    {
      hints: ['Leave out --endpoint, or choose --engine remote.'],
    },
  )
}

export function nothingToStart(): Answer {
  const text = 'The endpoint is not ours: there is nothing to start.'
  return { data: { state: 'running', addresses: null }, text }
}
