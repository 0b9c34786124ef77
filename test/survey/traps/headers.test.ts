import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { resolve, stackConfig } from '../../../src/config/resolve.ts'
import { variablesFor } from '../../../src/env/variables.ts'
import type { Version } from '../../../src/survey/claude-version.ts'
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

describe('headers over gRPC, which the client decodes and cuts at a ";"', () => {
  const grpc = (value: string, version: Version = [2, 1, 329]) =>
    runTraps(
      facts({
        user: { ...goodVariables, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
        shell: { [name]: value },
        version,
      }),
    ).filter(({ id }) => id === 'headers-form')
  const start = `${name}, entry 1 of 1,`
  const fails = 'the export of every signal that uses it fails'

  it.each([
    ['X-A=a%3Bb%20c', 'ok', 'Headers are written name=value.'],
    ['X-A=hush;b', 'warning', `${start} holds a ";": over gRPC the client cuts the value there.`],
    [
      'X-A=50% hush',
      'error',
      `${start} has a "%" that starts no code: over gRPC the client drops it without a word.`,
    ],
    [
      'X-A=hush%C3%BC',
      'error',
      `${start} holds a character that no header may have over gRPC: ${fails}.`,
    ],
    ['X-A=ü', 'error', `${start} holds a character that no header may have over gRPC: ${fails}.`],
    ['X-A="hush"', 'warning', `${start} is in quotes: the client sends the quotes too.`],
    ['X A=hush', 'error', `${start} has a name that no header may have: ${fails}.`],
  ])('%j', (value, level, text) => {
    expect(grpc(value)).toMatchObject([{ level, text }])
  })

  it('an older client sends nothing at all with a "%" that starts no code', () => {
    expect(grpc('X-A=50%', [2, 1, 197])[0]?.text).toBe(
      `${start} has a "%" that starts no code: over gRPC ${fails}.`,
    )
  })

  it('what we place ourselves is fine, over both', () => {
    const odd = { Authorization: 'Basic aA==; 50% 100%25', 'X-B': '%zz;' }
    for (const protocol of ['grpc', 'http/json'] as const) {
      const config = { ...stackConfig(resolve({ flags: {}, env: {}, saved: {} })), protocol }
      const placed = variablesFor(config, protocol === 'grpc' ? odd : { 'X-B': 'a; 50%' })
      const env = Object.fromEntries(placed.map((entry) => [entry.name, entry.value ?? '']))
      const given = facts({ user: env })
      expect(runTraps(given).filter(({ id }) => id === 'headers-form')).toMatchObject([
        { level: 'ok' },
      ])
    }
  })

  it.each([
    ['X-A=hush;b%20c,X-B=50%;', 'X-A=hush%3Bb%20c,X-B=50%25%3B'],
    ['X-A=50% hush%zz,X-B=%41', 'X-A=50%25 hush%25zz,X-B=%41'],
  ])('the line to type mends %j where it stands', (value, mended) => {
    const fix = grpc(value)[0]?.fix ?? ''
    expect(fix).not.toContain('hush')
    const ran = spawnSync('sh', ['-c', `${fix}\nprintf %s "$${name}"`], {
      env: { PATH: process.env['PATH'], [name]: value },
      timeout: 5_000,
    })
    expect(ran.stdout.toString()).toBe(mended)
    expect(grpc(mended)).toMatchObject([{ level: 'ok' }])
  })

  it('codes that make no character are left to their owner', () => {
    expect(grpc('X-A=%FF')[0]?.fix).toBe(
      `Write ${name} in your shell as name=value,name2=value2, with "%" written %25 and ";" written %3B.`,
    )
  })

  it('a signal by HTTP beside one by gRPC: each way has its faults', () => {
    const given = facts({
      shell: { OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc', [name]: 'X-A=a;b,X-B=%20' },
    })
    const found = runTraps(given).filter(({ id }) => id === 'headers-form')
    expect(found.map(({ text }) => text)).toEqual([
      `${name}, entry 1 of 2, holds a ";": over gRPC the client cuts the value there.`,
      `${name}, entry 2 of 2, is percent-encoded: the client sends it exactly as written, %20 and all.`,
    ])
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
