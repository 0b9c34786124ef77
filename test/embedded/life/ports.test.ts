// Where the engine listens: a default port moves, the last one is kept, a chosen one is never left in silence.
import { createServer, type Server } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { listenNear } from '../../../src/embedded/life/ports.ts'
import { freePort } from '../../../src/world/net.ts'

const open: Server[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve))
})

function server(): Server {
  const made = createServer()
  open.push(made)
  return made
}

const wish = { use: 'the page', wished: null, last: null, flag: '--page-port' }

async function taken(): Promise<number> {
  const usual = await freePort()
  expect(await listenNear(server(), { ...wish, usual })).toBe(usual)
  return usual
}

it('takes the usual port, and the next free one when that is taken', async () => {
  const usual = await taken()
  const moved = await listenNear(server(), { ...wish, usual })
  expect(moved).toBeGreaterThan(usual)
  expect(moved).toBeLessThanOrEqual(usual + 20)
})

it('goes back to where it was last time, so that what was told stays true', async () => {
  const last = await freePort()
  expect(await listenNear(server(), { ...wish, usual: await taken(), last })).toBe(last)
})

it('says so when the address is not one of this machine', async () => {
  // Of a net that is kept for documents: nobody has it.
  const asked = { ...wish, usual: await freePort(), host: '203.0.113.9' }
  await expect(listenNear(server(), asked)).rejects.toMatchObject({
    code: 'bad-setting',
    message: 'No network of this machine has the address 203.0.113.9.',
    hints: ['claude-telemetry config set listen 127.0.0.1'],
  })
})

it('never leaves a port that was asked for', async () => {
  const wished = await taken()
  const refused = listenNear(server(), { ...wish, usual: await freePort(), wished })
  await expect(refused).rejects.toMatchObject({
    code: 'port-taken',
    outcome: 'missing',
    message: `Port ${wished}, for the page, is taken.`,
    hints: [expect.any(String), 'claude-telemetry config set page-port PORT'],
  })
})
