// A process that writes as fast as it can and says each step, to be killed by its test at any moment.
import { openSync, writeSync } from 'node:fs'
import { openStore } from '../../../src/embedded/store/store.ts'
import { batch, delta, event, level } from './facts.ts'

const [folder = '', first = '0', log = ''] = process.argv.slice(2)
const inFlight = 16
const said = openSync(log, 'w')
/** Into a file, which never makes a writer wait, and outlives it. */
const say = (line: string): void => void writeSync(said, `${line}\n`)

const store = await openStore(folder, { retention: { points: 7 } })
let next = Number(first)

/** Write N holds a delta, a level and an event that carry N, and now and then repeats of the last one. */
async function write(): Promise<void> {
  const number = next++
  const facts = (at: number) => [
    delta({ start: at, end: at + 1, value: at / 8, session: `s${at % 7}` }),
    level({ at, value: at }),
    event('api_request', { 'event.sequence': at, cost_usd: at, duration_ms: at % 5000 }, at),
  ]
  say(`sent ${number}`)
  await store.write(batch(...facts(number), ...(number % 5 === 0 ? facts(number) : [])))
  say(`acknowledged ${number}`)
}

async function writer(): Promise<never> {
  for (;;) await write()
}

process.stdout.write('ready\n')
await Promise.all(Array.from({ length: inFlight }, writer))
