// The real client with the variables of the contract: everything arrives, and the numbers are those of the API.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import type { Answer } from '../fakes/fake-messages-api.ts'
import { eventsOf, pointsOf, total } from '../fakes/otlp-json.ts'
import { trapProxy } from '../fakes/trap-proxy.ts'
import { scale } from '../scale.ts'
import { connected, given, stage } from './stage.ts'

const protocols = ['http/protobuf', 'http/json', 'grpc'] as const
const limit = 90_000

/** Reads a file in every turn but the last, with other numbers each time. */
function turnsIn(home: string): (turn: number) => Answer {
  return (turn) => {
    const usage = {
      input_tokens: 1000 + turn,
      output_tokens: 17 * (turn + 1),
      cache_read_input_tokens: 30_000 + 7 * turn,
      cache_creation_input_tokens: turn % 2 === 0 ? 0 : 513,
    }
    const isLast = turn === scale.clientTurns - 1
    return isLast
      ? { text: 'Read.', usage }
      : { tool: { name: 'Read', input: { file_path: join(home, 'note.txt') } }, usage }
  }
}

describe.each(clientVersions)('the client %s', (version) => {
  const isMissing = part(`claude-${version}`) === null

  test.skipIf(isMissing).each(protocols)(
    'delivers metrics and events over %s',
    { timeout: limit },
    async (protocol) => {
      const { recorder, run } = await stage({ over: protocol === 'grpc' ? 'grpc' : 'http' })
      const ran = await run(version, { settings: { env: connected(recorder.url, protocol) } })
      expect(ran).toMatchObject({ code: 0, timedOut: false })
      const [metrics, logs] = [recorder.of('metrics'), recorder.of('logs')]
      expect(String(Buffer.concat(metrics.map(({ message }) => message)))).toContain(
        'claude_code.token.usage',
      )
      expect(String(Buffer.concat(logs.map(({ message }) => message)))).toContain(
        'claude_code.api_request',
      )
      expect(recorder.of('traces')).toEqual([])
      const type =
        protocol === 'grpc'
          ? 'application/grpc'
          : `application/${protocol === 'http/json' ? 'json' : 'x-protobuf'}`
      expect(new Set([...metrics, ...logs].map(({ headers }) => headers['content-type']))).toEqual(
        new Set([type]),
      )
    },
  )

  test.skipIf(isMissing)(
    'exports the tokens of the API and the cost that it reports',
    { timeout: limit },
    async () => {
      let answer: (turn: number) => Answer = () => 'hang'
      const { api, home, recorder, run } = await stage({ answer: (turn) => answer(turn) })
      answer = turnsIn(home)
      await writeFile(join(home, 'note.txt'), 'A note.\n')
      const ran = await run(version, {
        args: ['--output-format', 'json'],
        settings: { env: connected(recorder.url, 'http/json') },
      })
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(api.ledger).toHaveLength(scale.clientTurns)
      const truth = given(api)
      const points = pointsOf(recorder.of('metrics'))
      const tokens = (type: string): number => total(points, 'claude_code.token.usage', { type })
      expect({
        input_tokens: tokens('input'),
        output_tokens: tokens('output'),
        cache_read_input_tokens: tokens('cacheRead'),
        cache_creation_input_tokens: tokens('cacheCreation'),
      }).toEqual(truth)
      const cost = (JSON.parse(ran.stdout) as { total_cost_usd: number }).total_cost_usd
      expect(cost).toBeGreaterThan(0)
      expect(Math.abs(total(points, 'claude_code.cost.usage') - cost)).toBeLessThan(1e-9)
      const requests = eventsOf(recorder.of('logs')).filter(
        ({ name }) => name === 'claude_code.api_request',
      )
      expect(requests.map(({ attributes }) => Number(attributes['output_tokens']))).toEqual(
        api.ledger.map((_, turn) => 17 * (turn + 1)),
      )
    },
  )

  test.skipIf(isMissing)(
    'tells of an error of the API in an event',
    { timeout: limit },
    async () => {
      const { api, recorder, run } = await stage({
        answer: () => ({ status: 400, type: 'invalid_request_error' }),
      })
      const ran = await run(version, { settings: { env: connected(recorder.url, 'http/json') } })
      expect(ran.code).toBe(1)
      expect(api.ledger.length).toBeGreaterThan(0)
      const names = eventsOf(recorder.of('logs')).map(({ name }) => name)
      expect(names).toContain('claude_code.api_error')
      expect(names).not.toContain('claude_code.api_request')
    },
  )

  test.skipIf(isMissing)('wants nothing from outside', { timeout: limit }, async () => {
    const [{ recorder, run }, proxy] = await Promise.all([stage(), trapProxy()])
    try {
      const settings = { env: connected(recorder.url, 'http/protobuf') }
      const ran = await run(version, { settings, env: proxy.env })
      expect(ran.code).toBe(0)
      expect(proxy.attempts).toEqual([])
      // The trap does catch: the same export to another host than loopback ends in it.
      const away = { env: connected('http://collector.invalid:4318', 'http/protobuf') }
      await run(version, { settings: away, env: proxy.env })
      expect(proxy.attempts).toContain('collector.invalid:4318')
    } finally {
      await proxy.close()
    }
  })
})
