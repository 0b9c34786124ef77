import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runTraps } from '../../../src/survey/traps/registry.ts'
import { facts, goodVariables, layer } from '../traps-facts.ts'

const name = 'OTEL_EXPORTER_OTLP_HEADERS'

function found(value: string, place: 'user' | 'shell' = 'shell') {
  const given =
    place === 'user'
      ? facts({ user: { ...goodVariables, [name]: value } })
      : facts({ shell: { [name]: value } })
  return runTraps(given).filter(({ id }) => id === 'headers-form')
}

describe('headers', () => {
  // Left: what the real client was given. Right: what it did.
  it.each([
    ['authorization=Bearer abc', 'ok', 'Headers are written name=value.'],
    ['X-A=1, X-B=2', 'ok', 'Headers are written name=value.'],
    ['X-A=a=b==', 'ok', 'Headers are written name=value.'],
    ['X-A=1,,X-B=2', 'ok', 'Headers are written name=value.'],
    ['X-A=', 'ok', 'Headers are written name=value.'],
    [
      'Authorization: Bearer hush',
      'error',
      `${name}, entry 1 of 1, is written Name: value, but must be name=value: the client drops it without a word.`,
    ],
    [
      'X-B=2,Authorization: Basic hush==',
      'error',
      `${name}, entry 2 of 2, is written Name: value, but must be name=value: the export of every signal that uses it fails.`,
    ],
    [
      'hush',
      'error',
      `${name}, entry 1 of 1, has no name before "=": the client drops it without a word.`,
    ],
    [
      '=hush',
      'error',
      `${name}, entry 1 of 1, has no name before "=": the client drops it without a word.`,
    ],
    [
      'X A=hush',
      'error',
      `${name}, entry 1 of 1, has a name that no header may have: the export of every signal that uses it fails.`,
    ],
    [
      'authorization=Basic%20hush',
      'warning',
      `${name}, entry 1 of 1, is percent-encoded: the client sends it exactly as written, %20 and all.`,
    ],
    [
      'X-A="hush"',
      'warning',
      `${name}, entry 1 of 1, is in quotes: the client sends the quotes too.`,
    ],
    [
      'a=hush\nX-B=2',
      'error',
      `${name}, entry 1 of 1, holds a line break or another character that no header may have: the export of every signal that uses it fails.`,
    ],
  ])('%j', (value, level, text) => {
    expect(found(value)).toMatchObject([{ level, text }])
  })

  it.each([
    ['Authorization: Bearer hush, X-B : 2', 'Authorization=Bearer hush,X-B=2'],
    ['authorization=Basic%20aHVzaA%3D%3D', 'authorization=Basic aHVzaA=='],
    ['X-A="hush",X-B=\'1\'', 'X-A=hush,X-B=1'],
    ['a=hu\nsh', 'a=hush'],
  ])('the line to type mends %j where it stands', (value, mended) => {
    const fix = found(value)[0]?.fix ?? ''
    expect(fix).not.toContain('hush')
    const ran = spawnSync('sh', ['-c', `${fix}\nprintf %s "$${name}"`], {
      env: { PATH: process.env['PATH'], [name]: value },
      timeout: 5_000,
    })
    expect(ran.stdout.toString()).toBe(mended)
    expect(found(mended)).toMatchObject([{ level: 'ok' }])
  })

  it('in a file: the place, the key and the form, not the value', () => {
    expect(found('Authorization: hush', 'user')[0]?.fix).toBe(
      `In /home/ada/.claude/settings.json, write inside "env": "${name}": "name=value" (your own names and values, commas between, nothing encoded).`,
    )
  })
})

describe('a secret never shows up in any finding', () => {
  const names = [
    'OTEL_EXPORTER_OTLP_HEADERS',
    'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
    'OTEL_EXPORTER_OTLP_LOGS_HEADERS',
    'CLAUDE_CODE_CLIENT_KEY_PASSPHRASE',
    'OTEL_EXPORTER_OTLP_CLIENT_KEY',
  ]
  const values = [
    'hush',
    'a: hush',
    'a=hush',
    'a=%20hush',
    '"hush"',
    'hush=1',
    'hush: x',
    'a=hush\n',
    'ü=hush',
    'x hush=1',
  ]
  it.each(names)('%s', (secret) => {
    for (const value of values) {
      const stories = [
        facts({
          user: { ...goodVariables, [secret]: value },
          shell: { [secret]: `${value}, other=hush` },
        }),
        facts({ user: {}, shell: { ...goodVariables, [secret]: value } }),
        facts({ managed: { [secret]: value }, project: { [secret]: value } }),
        facts({
          user: { [secret]: value },
          shell: { [secret]: 'other' },
          expected: { variables: [{ name: secret, value: 'other=hush' }] },
        }),
        facts({
          shell: { OTEL_EXPORTER_OTLP_ENDPOINT: 'me:hush@far:4318' },
          user: {},
          more: [layer('local', { [secret]: value })],
        }),
        facts({
          user: {
            ...goodVariables,
            OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:hush@far/x?token=hush#hush',
          },
          expected: { variables: [] },
        }),
      ]
      for (const story of stories) expect(JSON.stringify(runTraps(story))).not.toContain('hush')
    }
  })
})
