// The real client against the receiver, over all three protocols: the tokens are those of the API's ledger.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Delta } from '../../../src/ledger/record.ts'
import { clientVersions, part } from '../../bed.ts'
import type { Answer } from '../../fakes/fake-messages-api.ts'
import { connected, given, stage } from '../../real-client/stage.ts'
import { scale } from '../../scale.ts'
import { bench, events, tokens } from './bench.ts'

const protocols = ['http/protobuf', 'http/json', 'grpc'] as const

function turn(number: number, note: string): Answer {
  const usage = {
    input_tokens: 1000 + number,
    output_tokens: 17 * (number + 1),
    cache_read_input_tokens: 30_000 + 7 * number,
    cache_creation_input_tokens: number % 2 === 0 ? 0 : 513,
  }
  return number === scale.clientTurns - 1
    ? { text: 'Read.', usage }
    : { tool: { name: 'Read', input: { file_path: note } }, usage }
}

describe.each(clientVersions)('the client %s', (version) => {
  const isMissing = part(`claude-${version}`) === null

  test.skipIf(isMissing).each(protocols)('over %s', { timeout: 120_000 }, async (protocol) => {
    const one = await bench({ now: Date.now })
    const grpc = protocol === 'grpc' ? await one.receiver.grpc('127.0.0.1', 0) : null
    const url = grpc === null ? one.url : `http://127.0.0.1:${grpc.port}`
    let note = ''
    const { api, home, run } = await stage({ answer: (number) => turn(number, note) })
    note = join(home, 'note.txt')
    await writeFile(note, 'A note.\n')
    const ran = await run(version, {
      args: ['--output-format', 'json'],
      settings: { env: connected(url, protocol) },
    })
    await grpc?.close()
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(api.ledger).toHaveLength(scale.clientTurns)
    const records = one.records()
    expect({
      input_tokens: tokens(records, 'input'),
      output_tokens: tokens(records, 'output'),
      cache_read_input_tokens: tokens(records, 'cacheRead'),
      cache_creation_input_tokens: tokens(records, 'cacheCreation'),
    }).toEqual(given(api))
    const cost = records
      .filter((record): record is Delta => record.name === 'claude_code.cost.usage')
      .reduce((sum, { value }) => sum + value, 0)
    const reported = (JSON.parse(ran.stdout) as { total_cost_usd: number }).total_cost_usd
    expect(reported).toBeGreaterThan(0)
    expect(Math.abs(cost - reported)).toBeLessThan(1e-9)
    const requests = events(records, 'api_request')
    expect(requests.map(({ attributes }) => attributes['output_tokens'])).toEqual(
      api.ledger.map((_, number) => 17 * (number + 1)),
    )
    expect(events(records, 'tool_result')).toHaveLength(scale.clientTurns - 1)
    expect(one.receiver.counters()).toMatchObject({
      clamped: 0,
      refused: {},
      turnedAway: {},
      gone: 0,
    })
  })
})
