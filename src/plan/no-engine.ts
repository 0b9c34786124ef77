// What is said where no engine is chosen and this version has none of its own to start.
import { Problem } from '../errors.ts'

export function noEngine(): Problem {
  return new Problem(
    'no-engine',
    'No endpoint was chosen, and this version has no engine of its own to start. Nothing was changed.',
    {
      hints: [
        'Give the address of an OTLP endpoint that exists already:',
        'claude-telemetry init --engine remote --endpoint http://127.0.0.1:4318',
      ],
    },
  )
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
