// The saved wish: read back as written, refused in clear words when it is not whole or too new.
import { expect, it } from 'vitest'
import { formatSaved, parseSaved, schemaVersion } from '../../src/config/saved.ts'

const wish = {
  endpoint: 'http://127.0.0.1:4318',
  engine: 'remote',
  'resource-attributes': { team: 'core' },
} as const

it('reads back what it wrote', () => {
  expect(parseSaved(formatSaved(wish), 'stack.json')).toEqual(wish)
})

it.each([
  ['', /not whole/],
  ['{"schemaVersion":1,"settings":{"endp', /not whole/],
  ['[]', /not whole/],
  ['{"settings":{}}', /names no version/],
  ['{"schemaVersion":1}', /not whole/],
  ['{"schemaVersion":1,"settings":{"colour":"red"}}', /unknown setting, "colour"/],
  ['{"schemaVersion":1,"settings":{"protocol":"udp"}}', /holds "udp" as protocol \(stack\.json\)/],
  [`{"schemaVersion":${schemaVersion + 1},"settings":{}}`, /newer claude-telemetry/],
])('refuses %s', (text, why) => expect(() => parseSaved(text, 'stack.json')).toThrow(why))
