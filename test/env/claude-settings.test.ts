// Every settings text keeps every byte that is not ours, whatever was placed and taken back.
import fc from 'fast-check'
import { parse, visit } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { envChange } from '../../src/env/change.ts'
import { skippedByClient } from '../../src/env/claude-settings-check.ts'
import { takeBack } from '../../src/env/claude-settings-undo.ts'
import { placeVariables } from '../../src/env/claude-settings.ts'
import { Problem } from '../../src/errors.ts'
import { scale } from '../scale.ts'
import { settingsText } from './claude-settings-texts.ts'

const options = { path: 'settings.json' }
const A = envChange({
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14318',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: null,
})
const B = envChange({
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_EXPORTER_OTLP_ENDPOINT: `https://é.example/$&"\\`,
})
const meaning = (text: string): any =>
  parse(text.replace(/^\uFEFF/, ''), [], { allowTrailingComma: true }) ?? {}
const place = (text: string | null, wanted = A) => placeVariables(text, wanted, options)
const runs = { numRuns: scale.settingsTexts }

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (problem) {
    return problem instanceof Problem ? problem.code : String(problem)
  }
  return 'none'
}

describe('generated texts', () => {
  it('hold what was placed and keep the meaning of everything else', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        const before = meaning(text)
        const after = meaning(place(text).text)
        const env = {
          ...before.env,
          CLAUDE_CODE_ENABLE_TELEMETRY: after.env.CLAUDE_CODE_ENABLE_TELEMETRY,
        }
        delete env.OTEL_METRICS_EXPORTER
        const wanted = {
          ...env,
          OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14318',
          OTEL_LOGS_EXPORTER: 'otlp',
        }
        expect(String(after.env.CLAUDE_CODE_ENABLE_TELEMETRY)).toBe('1')
        expect(after).toEqual({ ...before, env: wanted })
      }),
      runs,
    )
  })

  it('do not change when the same is placed twice', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        const once = place(text).text
        const twice = place(once)
        expect(twice).toMatchObject({ text: once, changes: [], conflicts: [], createdEnv: false })
      }),
      runs,
    )
  })

  it('mean the same again after taking back, and are never left with more comments or fewer', () => {
    const comments = (text: string) => {
      const found: string[] = []
      visit(text, { onComment: (at, length) => void found.push(text.slice(at, at + length)) })
      return found
    }
    fc.assert(
      fc.property(settingsText, (text) => {
        const placed = place(text)
        const back = takeBack(placed.text, placed, options)
        expect(back.left).toEqual([])
        expect(meaning(back.text)).toEqual(meaning(text))
        expect(comments(back.text)).toEqual(comments(text))
      }),
      runs,
    )
  })

  it('come back byte for byte when our names were not in them and an object had members', () => {
    const clean = settingsText.filter(
      (text) => !text.includes('OTEL_') && !text.includes('CLAUDE_'),
    )
    const filled = clean.filter(
      (text) =>
        Object.keys(meaning(text)).length > 0 &&
        Object.keys(meaning(text).env ?? { a: 1 }).length > 0,
    )
    fc.assert(
      fc.property(filled, (text) => {
        const placed = place(text)
        expect(takeBack(placed.text, placed, options).text).toBe(text)
      }),
      runs,
    )
  })

  it('hold B alone when B is placed over A the way a new connect does it', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        const first = place(text)
        const base = takeBack(first.text, first, options).text
        expect(meaning(place(base, B).text)).toEqual(meaning(place(text, B).text))
      }),
      runs,
    )
  })
})

describe('one text', () => {
  it('keeps its own style: indentation, line ends, mark, trailing comma, remarks', () => {
    const cases: [string, string][] = [
      ['{\r\n\t"a": 1\r\n}', '{\r\n\t"a": 1,\r\n\t"env": {\r\n\t\t"X": "1"\r\n\t}\r\n}'],
      ['{"a":1}', '{"a":1,"env":{"X":"1"}}'],
      ['\uFEFF{"env": {"A": "b"}}\n', '\uFEFF{"env": {"A": "b","X": "1"}}\n'],
      [
        '{\n  "env": {\n    "A": "b", // why\n  },\n}\n',
        '{\n  "env": {\n    "A": "b", // why\n    "X": "1",\n  },\n}\n',
      ],
      ['{\n    "env": {}\n}', '{\n    "env": {\n        "X": "1"\n    }\n}'],
      ['{"env":{"X":1},"b":2}', '{"env":{"X":1},"b":2}'],
      ['{ "env": { "X": 0 } }', '{ "env": { "X": "1" } }'],
      ['{}', '{\n  "env": {\n    "X": "1"\n  }\n}'],
      ['', '{\n  "env": {\n    "X": "1"\n  }\n}\n'],
      [' \r\n', '{\r\n  "env": {\r\n    "X": "1"\r\n  }\r\n}\r\n'],
    ]
    for (const [before, after] of cases)
      expect(place(before, envChange({ X: '1' })).text).toBe(after)
  })

  it('shows a value that is already there as a conflict, and the same value as none', () => {
    const text = '{"env":{"CLAUDE_CODE_ENABLE_TELEMETRY":0,"OTEL_LOGS_EXPORTER":"otlp"}}'
    expect(place(text).conflicts).toEqual([
      { name: 'CLAUDE_CODE_ENABLE_TELEMETRY', held: '0', wanted: '1' },
    ])
    expect(place(text).changes[0]).toEqual({
      name: 'CLAUDE_CODE_ENABLE_TELEMETRY',
      before: '0',
      after: '1',
    })
  })

  it('keeps what somebody changed or added since, and names it', () => {
    const placed = place('{"env":{"OTEL_METRICS_EXPORTER":"none"}}')
    const edited = placed.text
      .replace('14318', '4318')
      .replace('{"env":{', '{"new":[1],"env":{"mine":"x",')
    const back = takeBack(edited, placed, options)
    expect(back.left).toEqual([
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', held: 'http://127.0.0.1:4318' },
    ])
    expect(meaning(back.text)).toEqual({
      new: [1],
      env: {
        mine: 'x',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      },
    })
  })

  it('survives being written anew by the client, which turns numbers into texts and reorders', () => {
    const placed = place('{"model":"x","env":{"A":1}}')
    const anew = JSON.stringify(
      { env: { ...meaning(placed.text).env, A: '1' }, model: 'x' },
      null,
      2,
    )
    expect(meaning(takeBack(anew, placed, options).text)).toEqual({ env: { A: '1' }, model: 'x' })
  })

  it('is refused with a place when it cannot be parsed, and with a reason when it could be meant two ways', () => {
    expect(() => place('{\n  "a": 1,\n  "b" 2\n}')).toThrow(/line 3, column 7/)
    expect(codeOf(() => place('{"a":1'))).toBe('settings-unparsable')
    expect(codeOf(() => place('[]'))).toBe('settings-unparsable')
    expect(codeOf(() => place('{"env":null}'))).toBe('settings-unparsable')
    expect(codeOf(() => place('{"env":[]}'))).toBe('settings-unparsable')
    expect(codeOf(() => place('"x"'))).toBe('settings-unparsable')
    expect(codeOf(() => place('// nothing'))).toBe('settings-unparsable')
    expect(codeOf(() => place('{"env":{},"env":{}}'))).toBe('settings-ambiguous')
    expect(codeOf(() => place('{"env":{"OTEL_LOGS_EXPORTER":"a","OTEL_LOGS_EXPORTER":"b"}}'))).toBe(
      'settings-ambiguous',
    )
    expect(codeOf(() => place(`{"a":${'['.repeat(200_000)}`))).toBe('settings-unparsable')
  })

  it('tells which texts the client skips whole', () => {
    expect([`{"a":1}`, `\uFEFF{}`, '', '\n', '{"a":1,"a":2}'].map(skippedByClient)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
    for (const text of ['{} // c', '{/**/}', '{"a":1,}'])
      expect(skippedByClient(text)).toMatch(/skips/)
  })
})
