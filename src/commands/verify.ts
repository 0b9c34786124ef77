// `verify`: a marked point over the very way that Claude Code uses, and the answer of each hop.
import type { Call, Verb } from '../call.ts'
import { stackConfig } from '../config/resolve.ts'
import { Problem } from '../errors.ts'
import { notSetUp, settle } from '../state/settle.ts'
import { proveEndpoint } from '../verify/endpoint.ts'
import { hopLine } from '../verify/hop.ts'

export const verify: Verb = async (call: Call) => {
  const { settings, saved } = await settle(call.places, call.around)
  if (!saved) throw notSetUp()
  const hops = await proveEndpoint(stackConfig(settings), call)
  const good = hops.every(({ ok }) => ok !== false)
  return {
    data: { hops },
    text: hops.map(hopLine).join('\n'),
    outcome: good ? 'done' : 'unhealthy',
    after: good ? [] : ['To find out why: claude-telemetry doctor'],
  }
}
