// Whether the endpoint takes a marked point, sent the way Claude Code sends.
import type { Finding } from '../survey/finding.ts'
import { proveEndpoint } from '../verify/endpoint.ts'
import type { Check } from './check.ts'

const id = 'endpoint-answers'

export const endpointCheck: Check = {
  ids: [id],
  limit: 15_000,
  look: async ({ config, headers, address, around, signal }): Promise<Finding[]> => {
    if (config === null || address === null) {
      return [
        {
          id,
          level: 'note',
          text: 'No endpoint is set up, so none was asked.',
          layer: null,
          fix: null,
        },
      ]
    }
    const hops = await proveEndpoint(config, headers, around.env, signal)
    return hops.map((hop) => {
      if (hop.ok === true)
        return { id, level: 'ok', text: `${address} accepts ${hop.id}.`, layer: null, fix: null }
      const text = `${address} does not accept ${hop.id}: ${hop.detail ?? 'no reason given'}`
      return { id, level: 'error', text, layer: address, fix: 'claude-telemetry verify' }
    })
  },
}
