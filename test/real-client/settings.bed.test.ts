// Each setting has the effect that its help promises: set through the program, seen on the wire of the real client.
import { describe, expect, test } from 'vitest'
import { settingKeys } from '../../src/config/settings.ts'
import { clientVersions, part } from '../bed.ts'
import type { Answer } from '../fakes/fake-messages-api.ts'
import type { ClientVersion } from './client.ts'
import { type Flags, type Row, rows } from './settings-rows.ts'
import { bash, distinct, type Sent, setUpStage } from './settings-stage.ts'

const slowTurns = (): readonly Answer[] => [
  bash('sleep 0.7; : first'),
  bash('sleep 0.7; : second'),
  bash('sleep 0.7; : third'),
  { text: 'Slept.', usage: { input_tokens: 10, output_tokens: 5 } },
]

async function sent(version: ClientVersion, flags: Flags, row: Row): Promise<Sent> {
  const stage = await setUpStage({
    over: row.over ?? 'http',
    ...(row.slow && { turns: slowTurns }),
  })
  await stage.init(typeof flags === 'function' ? flags(stage.recorder.url) : flags)
  return stage.session(version)
}

/** Several rows are compared with the same session. */
const others = new Map<string, Promise<Sent>>()
function without(version: ClientVersion, row: Row): Promise<Sent> {
  const { against = [], slow } = row
  const over = against.includes('grpc') ? 'grpc' : 'http'
  const key = [version, slow, ...against].join(' ')
  const known = others.get(key) ?? sent(version, against, { ...row, over })
  others.set(key, known)
  return known
}

describe.each(clientVersions as readonly ClientVersion[])('with the client %s', (version) => {
  const known = rows.filter(({ from = version }) => from === version)

  test.skipIf(part(`claude-${version}`) === null).each(known)(
    '$setting, $on',
    { timeout: 60_000 },
    async (row) => {
      expect(row.shows(await sent(version, row.flags, row), version)).toEqual(row.on)
      expect(row.shows(await without(version, row), version)).toEqual(row.off)
    },
  )
})

test('no setting without a proof', () => {
  const ports = ['http-port', 'grpc-port', 'page-port']
  const kept = ['identity', 'retention-days', 'retention-size']
  const elsewhere = [
    'engine',
    ...kept,
    'listen',
    'login',
    'connect',
    'ca-file',
    'headers-file',
    ...ports,
  ]
  const proven = distinct([...rows.map(({ setting }) => setting), ...elsewhere])
  expect(proven).toEqual([...settingKeys].toSorted())
})
