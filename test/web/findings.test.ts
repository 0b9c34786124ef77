// What the engine says of itself, word for word, and that an engine which is well says nothing.
import { describe, expect, test } from 'vitest'
import { engineFindings, type Known } from '../../src/web/findings.ts'

const now = Date.UTC(2026, 10, 26, 12)
const day = 86_400_000
const well: Known['health'] = {
  state: 'open',
  refused: {},
  clamped: 0,
  sources: [
    { source: 'claude-code', at: now - day },
    { source: 'another', at: now - 90 * day },
  ],
}
const found = (health: Partial<Known['health']> = {}, setAside: readonly string[] = []) =>
  engineFindings({ health: { ...well, ...health }, setAside, now })

test('who sent running totals is named where it is known', () => {
  const health = { ...well, refused: { cumulative: 1 } }
  const [one] = engineFindings({ health, setAside: [], cumulativeFrom: 'claude-code 2.1.197', now })
  expect(one?.text).toBe(
    '1 point was refused since the start as running totals instead of deltas: OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE of claude-code 2.1.197 is not delta.',
  )
})

test('all is well', () => {
  expect(found()).toEqual([])
  // What was refused for another reason is no fault of the client's temporality.
  expect(found({ refused: { malformed: 3 } })).toEqual([])
})

describe('word for word', () => {
  test.each([
    [
      'the disk is full',
      { state: 'full' },
      'engine-store',
      'error',
      'The disk is nearly full: nothing more is taken in until there is room, and what is stored stays.',
      'Free some space; it goes on by itself.',
    ],
    [
      'the database is damaged',
      { state: 'damaged' },
      'engine-store',
      'error',
      'The database is damaged: nothing more is taken in until a restart has set it aside.',
      'claude-telemetry restart',
    ],
    [
      'running totals',
      { refused: { cumulative: 7 } },
      'engine-cumulative',
      'error',
      '7 points were refused since the start as running totals instead of deltas: OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE of a client that sends here is not delta.',
      'claude-telemetry doctor --only temporality',
    ],
    [
      'a clock that is off',
      { clamped: 1 },
      'engine-clock',
      'warning',
      '1 point or event was more than 5 minutes ahead or 144 hours old: the time of arrival counts instead.',
      'Set the clock of the machine that sends; see: timedatectl status',
    ],
    [
      'nothing ever',
      { sources: [] },
      'engine-points',
      'note',
      'No point ever arrived here.',
      'claude-telemetry connect',
    ],
    [
      'nothing for weeks',
      { sources: [{ source: 'claude-code', at: now - 14 * day }] },
      'engine-points',
      'note',
      'The last point is of 2026-11-12T12:00:00.000Z.',
      'claude-telemetry doctor',
    ],
  ] as const)('%s', (_, health, id, level, text, fix) => {
    expect(found(health as Partial<Known['health']>)).toEqual([{ id, level, text, fix }])
  })

  test('a database that was set aside, with its place', () => {
    expect(found({}, ['/data/store/telemetry.db.damaged-x'])).toEqual([
      {
        id: 'engine-store',
        level: 'warning',
        text: 'A damaged database was set aside as /data/store/telemetry.db.damaged-x; what is in it is not counted.',
        fix: 'Keep it for a rescue, or remove it.',
      },
    ])
  })
})
