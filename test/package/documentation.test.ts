// A page that names a file or a script which is not there sends people nowhere.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { namedPaths, namedScripts } from './named.ts'

const root = join(import.meta.dirname, '../..')
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  'grafana/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]
const manifest: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)

test.each(pages)('%s names only what is there', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const lost = namedPaths(text).filter(
    (path) => !existsSync(join(root, dirname(page), path)) && !existsSync(join(root, path)),
  )
  expect(lost).toEqual([])
  expect(namedScripts(text).filter((name) => !(name in manifest.scripts))).toEqual([])
})

test('every script of the package is explained in CONTRIBUTING.md', () => {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  const explained = [...namedScripts(text), 'start', 'test']
  expect(Object.keys(manifest.scripts).filter((name) => !explained.includes(name))).toEqual([])
})

test('a lost link, path or script would be seen', () => {
  const text =
    'See [a](docs/a.md#b) and [b](https://x.example/y), `src/gone.ts`, `docs/findings/<id>.md`; `npm run test:gone`.'
  expect(namedPaths(text)).toEqual(['docs/a.md', 'src/gone.ts'])
  expect(namedScripts(text)).toEqual(['test:gone'])
})
