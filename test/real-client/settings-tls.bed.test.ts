// An endpoint behind TLS with an authority of its own: --ca-file works from settings.json and from the shell, over every protocol.
import { afterAll, describe, expect, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import { type Keys, dropKeys, makeKeys } from '../verify/keys.ts'
import { distinct, initArgs, type SetUpStage, setUpStage } from './settings-stage.ts'
import { connected } from './stage.ts'

const openssl = part('openssl')
let made: Keys | null = null
afterAll(() => {
  if (made !== null) dropKeys(made)
})

async function behindTls(protocol: string): Promise<SetUpStage & { url: string; ca: string }> {
  made ??= makeKeys(openssl ?? '', 'IP:127.0.0.1,DNS:localhost')
  const { key, cert, ca } = made
  const stage = await setUpStage({
    over: protocol === 'grpc' ? 'grpc' : 'http',
    keys: { key, cert },
  })
  return { ...stage, ca, url: stage.recorder.url.replace('127.0.0.1', 'localhost') }
}

describe.skipIf(openssl === null).each(clientVersions)('with the client %s', (version) => {
  const isMissing = part(`claude-${version}`) === null

  test.skipIf(isMissing).each(['http/protobuf', 'http/json', 'grpc'])('%s', async (protocol) => {
    const { ca, init, program, session, url } = await behindTls(protocol)
    await init(['--protocol', protocol, '--endpoint', url, '--ca-file', ca])
    const delivered = async (env = {}): Promise<unknown> =>
      distinct((await session(version, { env })).exports.map(({ signal }) => signal))
    expect(await delivered()).toEqual(['logs', 'metrics'])

    await program.run(['disconnect'])
    const inShell = JSON.parse((await program.run(['env', '-o', 'json'])).stdout)
    expect(await delivered(inShell)).toEqual(['logs', 'metrics'])

    const { NODE_EXTRA_CA_CERTS: _, OTEL_EXPORTER_OTLP_CERTIFICATE: __, ...without } = inShell
    expect(await delivered(without)).toEqual([])
  })

  test.skipIf(isMissing)('HTTP takes a bare address, gRPC never does', async () => {
    const http = await behindTls('http/json')
    await http.init(['--ca-file', http.ca])
    expect((await http.session(version)).exports).toHaveLength(2)

    const grpc = await behindTls('grpc')
    const flags = ['--protocol', 'grpc', '--ca-file', grpc.ca]
    const refused = await grpc.program.run(initArgs(grpc.recorder.url, flags))
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/cannot speak gRPC with TLS to a bare address/)
    // The refusal is right: placed by hand, nothing leaves the client.
    const byHand = {
      ...connected(grpc.recorder.url, 'grpc'),
      OTEL_EXPORTER_OTLP_CERTIFICATE: grpc.ca,
    }
    expect((await grpc.session(version, { settings: { env: byHand } })).exports).toEqual([])
    // And its first hint helps.
    await grpc.init([...flags, '--endpoint', grpc.url, '--replace'])
    expect((await grpc.session(version)).exports).toHaveLength(2)
  })
})
