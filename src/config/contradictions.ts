// Wishes that cannot be fulfilled together: each was seen to send nothing, without a word from the client.
import { Problem } from '../errors.ts'
import { isBareTls, withHost } from './endpoint.ts'
import type { StackConfig } from './settings.ts'

export function refuseContradictions(config: StackConfig): void {
  if (config.engine === 'remote' && config.endpoint === null) {
    throw new Problem('bad-arguments', 'The remote engine needs the address of the endpoint.', {
      hints: ['claude-telemetry init --engine remote --endpoint http://127.0.0.1:4318'],
    })
  }
  if (config['log-tool-content'] && !config.traces) {
    throw new Problem('bad-setting', 'Input and output of tools are only sent on spans.', {
      hints: ['Add --traces, or leave out --log-tool-content.'],
    })
  }
  refuseBareTls(config)
}

/** Measured on both clients: the TLS of their gRPC takes no server name that is an address. */
function refuseBareTls({ protocol, endpoint, host }: StackConfig): void {
  if (protocol !== 'grpc' || endpoint === null) return
  const address = host === null ? endpoint : withHost(endpoint, host)
  if (!isBareTls(address)) return
  throw new Problem(
    'bad-setting',
    `Claude Code cannot speak gRPC with TLS to a bare address such as ${new URL(address).host}.`,
    {
      hints: [
        'Write the name of that host in --endpoint, as its certificate has it.',
        'Or use the same address with --protocol http/protobuf, at its port for HTTP.',
      ],
    },
  )
}
