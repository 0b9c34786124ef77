// `verify`: a marked point over the very way that Claude Code uses, and the answer of each hop.
import type { Call, Verb } from '../call.ts'
import { stackConfig } from '../config/resolve.ts'
import { readHeaders } from '../state/headers-file.ts'
import { notSetUp, settle } from '../state/settle.ts'
import { proveEndpoint } from '../verify/endpoint.ts'
import { hopLine } from '../verify/hop.ts'

export const verify: Verb = async ({ places, around, signal }: Call) => {
  const { settings, saved } = await settle(places, around)
  if (!saved) throw notSetUp()
  const config = stackConfig(settings)
  const headers = await readHeaders(config['headers-file'], places, around)
  const hops = await proveEndpoint(config, headers, around.env, signal)
  const good = hops.every(({ ok }) => ok !== false)
  return {
    data: { hops },
    text: hops.map(hopLine).join('\n'),
    outcome: good ? 'done' : 'unhealthy',
    after: good ? [] : ['To find out why: claude-telemetry doctor'],
  }
}
