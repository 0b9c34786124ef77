// `doctor --probe` with the real client: the proof, the fault that it names, and the line that mends it.
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import { type Sealed, sealed } from '../program/sealed.ts'

/** A home whose PATH has one Claude Code, connected to an address where nobody listens. */
async function connected(client: string): Promise<Sealed> {
  const place = await sealed()
  const bin = join(place.home, 'bin')
  await mkdir(bin)
  await symlink(client, join(bin, 'claude'))
  const ours = await sealed({ HOME: place.home, PATH: `${bin}:/usr/local/bin:/usr/bin:/bin` })
  await ours.run(['init', '--yes', '--engine', 'remote', '--endpoint', 'http://127.0.0.1:9'])
  return { ...ours, home: place.home }
}

describe.each(clientVersions)('the client %s', (version) => {
  const client = part(`claude-${version}`)

  test.skipIf(client === null)('is proven, found silent, mended and proven again', async () => {
    const { home, json, run } = await connected(client ?? '')
    const probe = ['doctor', '--probe', '--only', 'client-exports']
    expect(await json(probe)).toMatchObject({
      code: 0,
      data: { findings: [{ id: 'client-exports', level: 'ok' }] },
    })

    const file = join(home, '.claude', 'settings.json')
    const good = await readFile(file, 'utf8')
    await writeFile(file, good.replace('http/protobuf', 'http'))
    const silent = await json(probe)
    expect(silent).toMatchObject({ code: 4, data: { findings: [{ level: 'error' }] } })
    const [{ text, layer, fix }] = silent.data.findings
    expect(text).toContain('"http" is no protocol')
    expect(layer).toContain(file)

    expect((await run(['-c', `${fix} --yes`], { command: ['/bin/sh'] })).code).toBe(0)
    expect(await json(probe)).toMatchObject({ code: 0, data: { findings: [{ level: 'ok' }] } })
  })
})

test('without a client it says so, and asks nobody', async () => {
  const { json } = await sealed({ PATH: '/nowhere' })
  expect(await json(['doctor', '--probe', '--only', 'client-exports'])).toMatchObject({
    code: 0,
    data: { findings: [{ level: 'note', text: expect.stringContaining('not found') }] },
  })
})
