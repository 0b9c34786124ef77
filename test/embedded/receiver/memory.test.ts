// Nothing is kept of what went through: memory after twice as many requests is what it was after the first half.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { bytes, recorded } from '../../ledger/fixtures.ts'
import { asProtobuf } from '../../ledger/wire-form.ts'
import { scale } from '../../scale.ts'
import { bench } from './bench.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('memory', { timeout: 600_000 }, async () => {
  const { post, store, receiver } = await bench()
  store(async () => undefined)
  const sent = recorded().flatMap(({ signal, body }, index) => {
    const whole = asProtobuf(signal, body)
    const damaged = whole.slice(0, -1 - (index % 40))
    const type = { 'content-type': 'application/x-protobuf' }
    const gzip = { ...type, 'content-encoding': 'gzip' }
    return [
      [signal, bytes(body), {}],
      [signal, whole, type],
      [signal, damaged, type],
      [signal, gzipSync(damaged), gzip],
      [signal, gzipSync(whole).subarray(0, -9), gzip],
    ] as const
  })
  const round = async (): Promise<number> => {
    for (let done = 0; done < scale.memoryRequests; done += 20) {
      const group = Array.from({ length: 20 }, (_, index) => sent[(done + index) % sent.length]!)
      await Promise.all(
        group.map(([signal, body, headers]) => post(`/v1/${signal}`, body, { ...headers })),
      )
    }
    collect()
    await new Promise((later) => setTimeout(later, 50))
    collect()
    return process.memoryUsage().heapUsed
  }
  await round()
  const [first, second] = [await round(), await round()]
  expect(second).toBeLessThan(first * 1.1)
  const { accepted, turnedAway, waiting } = receiver.counters()
  expect(Math.min(...Object.values(accepted))).toBeGreaterThan(0)
  expect(Object.keys(turnedAway).toSorted()).toEqual(['bad-body', 'bad-gzip'])
  expect(waiting).toEqual({ requests: 0, bytes: 0 })
})
