// The embedded engine from nothing: one command, the real client, and totals that equal what the API gave.
import { rm } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import { sealed, treeOf } from '../program/sealed.ts'
import { given, stage } from '../real-client/stage.ts'
import { freePort } from '../../src/world/net.ts'

const minute = 60_000

describe.each(clientVersions)('with the client %s', (version) => {
  const missing = part(`claude-${version}`) === null

  test.skipIf(missing)(
    'tokens and cost are exact, after a restart too, and nothing is left',
    { timeout: 3 * minute },
    async () => {
      const { api, run, home } = await stage()
      const before = await treeOf(home)
      const ours = await sealed({ HOME: home })
      onTestFinished(async () => {
        await ours.run(['uninstall', '--yes'])
        await ours.remove()
      })
      const ports = await Promise.all([freePort(), freePort(), freePort()])
      const flags = ['--http-port', '--grpc-port', '--page-port'].flatMap((flag, at) => [
        flag,
        String(ports[at]),
      ])
      const init = await ours.json(['init', '--yes', '--engine', 'embedded', ...flags])
      expect(init).toMatchObject({ code: 0, data: { engine: 'embedded', connected: 'settings' } })
      expect(init.data.addresses.page).toBe(`http://127.0.0.1:${ports[2]}`)

      const ran = await run(version, { args: ['--output-format', 'json'] })
      expect(ran).toMatchObject({ code: 0 })
      const truth = given(api)
      const cost = JSON.parse(ran.stdout).total_cost_usd
      await expectTotals(ours, truth, cost)

      expect(await ours.json(['verify'])).toMatchObject({ code: 0 })
      expect(await ours.json(['restart'])).toMatchObject({ code: 0 })
      await expectTotals(ours, truth, cost)
      expect(await ours.json(['status'])).toMatchObject({
        code: 0,
        data: { state: 'running', engine: 'embedded' },
      })
      expect(await ours.json(['down'])).toMatchObject({ code: 0, data: { stopped: true } })
      expect(await ours.json(['status'])).toMatchObject({ code: 0, data: { state: 'stopped' } })
      expect(await ours.json(['uninstall', '--yes'])).toMatchObject({ code: 0 })
      await rm(`${home}/.claude`, { recursive: true, force: true })
      await rm(`${home}/.claude.json`, { force: true })
      const after = await treeOf(home)
      expect(
        Object.keys(after).filter((path) => !(path in before) && path.includes('telemetry')),
      ).toEqual([])
    },
  )
})

type Ours = Awaited<ReturnType<typeof sealed>>

async function expectTotals(
  ours: Ours,
  truth: ReturnType<typeof given>,
  cost: number,
): Promise<void> {
  const { data } = await ours.json(['metrics'])
  const named = (name: string) => data.metrics.find((one: { name: string }) => one.name === name)
  const byType = named('claude_code.token.usage').by.type
  expect(byType['input'] ?? 0).toBe(truth.input_tokens)
  expect(byType['output'] ?? 0).toBe(truth.output_tokens)
  expect(Math.abs(named('claude_code.cost.usage').total - cost)).toBeLessThan(1e-9)
  expect(named('claude_code.session.count').total).toBe(1)
}
