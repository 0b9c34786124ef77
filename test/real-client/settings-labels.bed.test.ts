// Labels with signs that mean something on the way: what was typed is what arrives, on the resource and on every point and event.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import { setUpStage } from './settings-stage.ts'

/** All but the comma, which ends a label on the command line. */
const typed: Readonly<Record<string, string>> = {
  'team.id': 'core',
  blank: 'a b',
  edges: ' both ',
  percent: '50%',
  encoded: 'a%20b',
  equals: 'x=y=',
  unicode: 'Größe 🦊',
  plus: 'a+b',
  quotes: `"double" 'single' \`back\``,
  semicolon: 'a;b',
  backslash: 'a\\b\\',
  empty: '',
  address: 'https://a/b?c=d&e#f',
  longest: 'x'.repeat(255),
  'key/with:signs@': '1',
}

const flag = Object.entries(typed)
  .map((pair) => pair.join('='))
  .join(',')

describe.each(clientVersions)('with the client %s', (version) => {
  test.skipIf(part(`claude-${version}`) === null)('every label arrives unchanged', async () => {
    const { home, init, program, session } = await setUpStage()
    await init(['--resource-attributes', flag])
    const wish = join(home, '.config', 'claude-telemetry', 'stack.json')
    const saved = JSON.parse(await readFile(wish, 'utf8'))
    saved.settings['resource-attributes'].comma = 'a,b'
    await writeFile(wish, JSON.stringify(saved))
    expect(await program.run(['connect', '--yes'])).toMatchObject({ code: 0 })

    const sent = await session(version)
    const labels = { ...typed, comma: 'a,b' }
    expect(sent.points().length).toBeGreaterThan(0)
    for (const { name, attributes } of [...sent.points(), ...sent.events()])
      expect(attributes, name).toMatchObject(labels)
    for (const resource of sent.resources()) expect(resource).toMatchObject(labels)
  })

  test.skipIf(part(`claude-${version}`) === null)(
    'names that the client uses itself stay its own on points',
    async () => {
      const { init, session } = await setUpStage()
      await init(['--resource-attributes', 'user.id=me,model=mine,service.name=other'])
      const sent = await session(version)
      const models = sent.points().map(({ attributes }) => attributes['model'])
      expect(models.filter((model) => String(model).startsWith('claude-'))).not.toEqual([])
      for (const { attributes } of sent.points()) expect(attributes['user.id']).not.toBe('me')
      for (const resource of sent.resources())
        expect(resource).toMatchObject({ 'user.id': 'me', 'service.name': 'other' })
    },
  )
})
