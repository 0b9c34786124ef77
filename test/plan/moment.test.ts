// Moments as people write them, and what is none.
import { describe, expect, it } from 'vitest'
import { bytesInWords } from '../../src/plan/bytes.ts'
import { momentOf, momentOption } from '../../src/plan/moment.ts'
import { metricsTable } from '../../src/plan/metrics-table.ts'
import { nearest } from '../../src/plan/nearest.ts'

const now = Date.parse('2026-11-20T12:00:00Z')

describe('a moment', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
    ['1w', 604_800_000],
    ['0s', 0],
  ])('%s ago', (text, ago) => expect(momentOf(text, now)).toBe(now - ago))

  it.each([
    ['2026-11-20T09:30:00Z', '2026-11-20T09:30:00Z'],
    ['2026-11-20T09:30Z', '2026-11-20T09:30:00Z'],
    ['2026-11-20T09:30:00.5+02:00', '2026-11-20T07:30:00.500Z'],
  ])('%s', (text, iso) => expect(momentOf(text, now)).toBe(Date.parse(iso)))

  it('a day begins at midnight of this machine', () => {
    expect(momentOf('2026-11-20', now)).toBe(new Date(2026, 10, 20).getTime())
  })

  it.each([
    '',
    'yesterday',
    '2',
    'm',
    '-2h',
    '1.5h',
    '2026-02-30',
    '2026-13-01',
    '20/11/2026',
    '1y',
  ])('%j is none', (text) => expect(momentOf(text, now)).toBeNull())

  it('of an option: refused with examples that can be typed', () => {
    expect(momentOption('logs', '--since', null, now)).toBeNull()
    expect(() => momentOption('logs', '--since', 'x', now)).toThrow('--since x is no moment.')
  })
})

describe('the nearest word', () => {
  const words = ['claude_code.token.usage', 'claude_code.cost.usage', 'overview']

  it.each([
    ['claude_code.tokens.usage', 'claude_code.token.usage'],
    ['CLAUDE_CODE.COST.USAGE', 'claude_code.cost.usage'],
    ['overveiw', 'overview'],
    ['something else', null],
  ])('%s: %s', (word, meant) => expect(nearest(word, words)).toBe(meant))

  it('of none is none', () => expect(nearest('x', [])).toBeNull())
})

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [285_000, '285 kB'],
  [8_590_000_000, '8.6 GB'],
])('%i bytes: %s', (bytes, words) => expect(bytesInWords(bytes)).toBe(words))

it('totals fit into sixty columns', () => {
  const metrics = [
    ['claude_code.code_edit_tool.decision', '', 12_345],
    ['claude_code.token.usage', 'tokens', 123_456_789],
    ['claude_code.cost.usage', 'USD', 0.1 + 0.2],
    ['claude_code.commit.count', '', null],
  ].map(([name, unit, total]) => ({
    name: String(name),
    unit: String(unit),
    total: total === null ? null : Number(total),
    last_seen: total === null ? null : '2026-11-20T12:00:00.000Z',
  }))
  const shown = { from: '2026-11-19T12:00:00.000Z', to: '2026-11-20T12:00:00.000Z', metrics }
  const lines = metricsTable(shown, 60).split('\n')
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(60)
  expect(lines[3]).toMatch(/^cost\.usage +0\.3 +USD/)
  expect(lines[4]).toMatch(/^commit\.count +not yet/)
  expect(metricsTable(shown, null)).toContain('claude_code.token.usage')
  expect(lines.at(-1)).toMatch(/^From .* to .*\.$/)
})
