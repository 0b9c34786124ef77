import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/survey/layers-parse.ts'

describe('settings files that the client reads', () => {
  it.each([
    ['empty', '', {}],
    ['with a BOM', '\uFEFF{"env":{"OTEL_LOGS_EXPORTER":"otlp"}}', { OTEL_LOGS_EXPORTER: 'otlp' }],
    [
      'CRLF and tabs',
      '{\r\n\t"env": {"OTEL_LOGS_EXPORTER": "otlp"}\r\n}',
      { OTEL_LOGS_EXPORTER: 'otlp' },
    ],
    [
      'numbers and switches',
      '{"env":{"CLAUDE_CODE_ENABLE_TELEMETRY":1,"DO_NOT_TRACK":true}}',
      { CLAUDE_CODE_ENABLE_TELEMETRY: '1', DO_NOT_TRACK: 'true' },
    ],
    [
      'a value that is no text',
      '{"env":{"OTEL_LOGS_EXPORTER":{"a":1},"OTEL_SERVICE_NAME":null}}',
      {},
    ],
    [
      'the same key twice',
      '{"env":{},"env":{"OTEL_LOGS_EXPORTER":"otlp"}}',
      { OTEL_LOGS_EXPORTER: 'otlp' },
    ],
    ['variables of others', '{"env":{"SECRET":"x","ANTHROPIC_API_KEY":"y"}}', {}],
    [
      'keys nobody knows, hooks of the wrong kind',
      '{"telemetry":{"enabled":true},"hooks":"x"}',
      {},
    ],
  ])('%s', (_, text, env) => {
    expect(parseSettings(text)).toMatchObject({ state: 'read', env, trouble: null })
  })

  it('takes the headers helper along', () => {
    expect(parseSettings('{"otelHeadersHelper":"/opt/h"}').otelHeadersHelper).toBe('/opt/h')
    expect(parseSettings('{"otelHeadersHelper":""}').otelHeadersHelper).toBeNull()
  })
})

describe('settings files that the client skips whole', () => {
  it.each([
    ['{ // why\n"env": {} }', 'it has a comment, which JSON does not allow', 1, 3],
    ['{\n  "env": {},\n}', 'it has a comma too many', 3, 1],
    ['{\n  "env": {', 'it ends too early', 2, 11],
    ["{'env': {}}", 'it is not valid JSON there', 1, 2],
    ['[]', 'the whole file is not an object in { }', null, null],
    ['{"env":"x"}', '"env" is not an object', null, null],
    ['{"permissions":"x"}', '"permissions" is not an object', null, null],
    ['{"model":3}', '"model" is not a text', null, null],
    ['{"otelHeadersHelper":3}', '"otelHeadersHelper" is not a text', null, null],
  ])('%j', (text, why, line, column) => {
    expect(parseSettings(text)).toEqual({
      state: 'unparsable',
      env: {},
      otelHeadersHelper: null,
      trouble: { text: why, line, column },
    })
  })
})
