// `verify`: a marked point over the very way that Claude Code uses, and the answer of each hop.
import type { Call, Verb } from '../call.ts'
import { proveEngine } from '../making/verify-engine.ts'
import { headersOf } from '../state/headers.ts'
import { lastPorts } from '../state/ports.ts'
import { readReceipt } from '../state/receipt.ts'
import { notSetUp, settle } from '../state/settle.ts'
import { wishOf } from '../state/wish.ts'
import type { Hop } from '../verify/canary.ts'
import { proveEndpoint } from '../verify/endpoint.ts'
import { hopLine } from '../verify/hop.ts'

export const verify: Verb = async (call) => {
  const hops = await hopsOf(call)
  const good = hops.every(({ ok }) => ok !== false)
  return {
    data: { hops },
    text: hops.map(hopLine).join('\n'),
    outcome: good ? 'done' : 'unhealthy',
    after: good ? [] : ['To find out why: claude-telemetry doctor'],
  }
}

async function hopsOf({ places, around, signal }: Call): Promise<Hop[]> {
  const { settings, saved } = await settle(places, around)
  if (!saved) throw notSetUp()
  const config = await wishOf(places, settings)
  const headers = await headersOf(config, { places, around })
  const ports = (await readReceipt(places))?.engine === 'embedded' ? await lastPorts(places) : null
  if (ports === null) return proveEndpoint(config, headers, around.env, signal)
  return proveEngine(config, headers, ports, { env: around.env, signal })
}
