// What a stranger gets: the packed program in an empty folder with an empty home.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildWhenOld, root } from '../../scripts/fresh.mjs'
import { type Installed, bytesBelow, installed } from './installed.ts'

const megabyte = 1024 * 1024
let it: Installed
let own = ''
let manifest: Record<string, unknown>

beforeAll(async () => {
  await buildWhenOld()
  it = installed()
  own = join(it.folder, 'node_modules', 'claude-telemetry')
  manifest = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'))
})

afterAll(() => it?.remove())

test('it installs without a warning, a script or another package', () => {
  expect(it.install).toMatchObject({ status: 0, stderr: '' })
  expect(it.install.stdout).toMatch(/^\s*added 1 package\b/)
  expect(
    readdirSync(join(it.folder, 'node_modules')).filter((name) => !name.startsWith('.')),
  ).toEqual(['claude-telemetry'])
  for (const field of [
    'dependencies',
    'optionalDependencies',
    'peerDependencies',
    'bundleDependencies',
  ]) {
    expect(manifest[field]).toBeUndefined()
  }
  const scripts = Object.keys(manifest['scripts'] ?? {})
  expect(
    scripts.filter((name) => /^(?:pre|post)?(?:install|prepare|uninstall)$/.test(name)),
  ).toEqual([])
})

test('it is small, and holds nothing but what runs', () => {
  expect(bytesBelow(own, (path) => statSync(path).size)).toBeLessThan(46 * megabyte)
  const foreign = it.files.filter(
    (path) =>
      !/^(?:dist|native|templates|grafana|docs\/findings)\/(?!\.)|^(?:package\.json|README\.md|LICENSE)$/.test(
        path,
      ),
  )
  expect(foreign).toEqual([])
  expect(it.files).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'dist/main.js',
      'dist/index.js',
      'templates/starter.sh.hbs',
    ]),
  )
})

test('the licences of everything inside are with it', () => {
  const text = readFileSync(join(own, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8')
  const bundled = [
    '@photostructure/sqlite',
    'commander',
    'handlebars',
    'enquirer',
    'ora',
    'execa',
    'jsonc-parser',
    'zod',
  ]
  for (const name of bundled)
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
})

test('the program runs from there', () => {
  const program = join(own, 'dist', 'main.js')
  expect(it.run([program, '--version'])).toEqual({
    status: 0,
    stdout: `${manifest['version']}\n`,
    stderr: '',
  })
  expect(it.run([program, '--help'])).toMatchObject({ status: 0, stderr: '' })
  expect(it.run([program, 'status', '--json'])).toMatchObject({ status: 0, stderr: '' })
  const bin = join(it.folder, 'node_modules', '.bin')
  expect(readdirSync(bin)).toContain('claude-telemetry')
})

test('every part that is loaded late can be loaded', () => {
  const names = readdirSync(join(own, 'dist')).filter(
    (name) => name.endsWith('.js') && name !== 'main.js',
  )
  const loads = names.map((name) => `await import('./node_modules/claude-telemetry/dist/${name}')`)
  expect(names.length).toBeGreaterThan(10)

  writeFileSync(join(it.folder, 'load-all.mjs'), `${loads.join('\n')}\nconsole.log('all')\n`)
  expect(it.run(['load-all.mjs'])).toEqual({ status: 0, stdout: 'all\n', stderr: '' })
})

test('the library can be imported, and its types need nothing else', () => {
  const use = [
    "import { checkEndpoint, variables } from 'claude-telemetry'",
    "const wishes = { endpoint: 'http://127.0.0.1:4318' } as const",
    "const endpoint: string | undefined = variables(wishes)['OTEL_EXPORTER_OTLP_ENDPOINT']",
    'export const seen: readonly (string | null | undefined)[] = [endpoint, checkEndpoint("localhost:4318")]',
  ].join('\n')
  writeFileSync(join(it.folder, 'use.mts'), use)
  const options = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    '',
    '--outDir',
    'out',
    'use.mts',
  ]
  const checked = it.run([join(root, 'node_modules/typescript/bin/tsc'), ...options])
  expect(checked).toEqual({ status: 0, stdout: '', stderr: '' })
  const shown = it.run(['-e', "import('./out/use.mjs').then(({ seen }) => console.log(seen[0]))"])
  expect(shown).toEqual({ status: 0, stdout: 'http://127.0.0.1:4318\n', stderr: '' })
})

test('publint has nothing to say', async () => {
  const bytes = readFileSync(it.tarball)
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  expect((await publint({ pack: { tarball }, strict: true })).messages).toEqual([])
})
