// Which engine is meant, for every way of saying it.
import { describe, expect, it } from 'vitest'
import { engineOf } from '../../src/config/engine.ts'
import { type Settings, resolve } from '../../src/config/resolve.ts'

const url = 'http://127.0.0.1:4318'
const known = (wishes: Partial<Parameters<typeof resolve>[0]>): Settings =>
  resolve({ flags: {}, env: {}, saved: {}, ...wishes })

describe('the engine', () => {
  it.each([
    ['nothing at all', {}, 'embedded'],
    ['an endpoint', { flags: { endpoint: url } }, 'remote'],
    ['an endpoint in a variable', { env: { CLAUDE_TELEMETRY_ENDPOINT: url } }, 'remote'],
    ['an endpoint that was saved', { saved: { endpoint: url } }, 'remote'],
    ['embedded, saved', { saved: { engine: 'embedded' } }, 'embedded'],
    ['both saved', { saved: { engine: 'embedded', endpoint: url } }, 'embedded'],
    [
      'embedded, saved, and an endpoint now',
      { saved: { engine: 'embedded' }, flags: { endpoint: url } },
      'remote',
    ],
    [
      'remote, saved, and embedded now',
      { saved: { engine: 'remote', endpoint: url }, flags: { engine: 'embedded' } },
      'embedded',
    ],
    [
      'auto now, over an endpoint that was saved',
      { saved: { engine: 'embedded', endpoint: url }, flags: { engine: 'auto' } },
      'remote',
    ],
  ] as const)('%s', (_, wishes, engine) => expect(engineOf(known(wishes))).toBe(engine))
})
