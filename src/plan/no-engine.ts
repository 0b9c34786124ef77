// What is said where no engine is chosen, or none of ours is meant.
import { Problem } from '../errors.ts'
import type { Answer } from '../talk.ts'

export function noEngine(): Problem {
  const message = 'Where the telemetry shall go was not chosen. Nothing was changed.'
  return new Problem('no-engine', message, {
    hints: [
      'To keep it here, in a background process with a local page:',
      'claude-telemetry init --engine embedded',
      'To send it to an OTLP endpoint that exists already:',
      'claude-telemetry init --engine remote --endpoint http://127.0.0.1:4318',
    ],
  })
}

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
