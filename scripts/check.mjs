// `npm run check`: types, lint, format, dead code, lock file, package. All of them, then one verdict.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installWhenMissing, npmCommand, root } from './fresh.mjs'

const limit = 10 * 60_000
const tool = (path, ...args) => [process.execPath, join(root, 'node_modules', path), ...args]

const steps = {
  types: () => said(tool('typescript/bin/tsc', '-p', '.')),
  'types of the page': () => said(tool('typescript/bin/tsc', '-p', 'src/web/page')),
  lint: () => said(tool('oxlint/bin/oxlint', '--type-aware')),
  format: () => said(tool('oxfmt/bin/oxfmt', '--check')),
  'dead code': () => said(tool('knip/bin/knip.js', '--treat-config-hints-as-errors')),
  'lock file': lockFile,
  build: () => said([process.execPath, 'scripts/build.mjs']),
  package: packed,
}

await installWhenMissing()
let failed = 0
for (const [name, step] of Object.entries(steps)) {
  const started = performance.now()
  const fault = await step()
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`
  process.stdout.write(`${fault === null ? 'ok    ' : 'FAILED'} ${name} (${took})\n`)
  if (fault !== null) {
    failed += 1
    process.stdout.write(`${fault.trimEnd()}\n\n`)
  }
}
process.stdout.write(
  failed === 0
    ? 'check: all is well\n'
    : `check: ${failed} of ${Object.keys(steps).length} failed\n`,
)
process.exitCode = failed === 0 ? 0 : 1

/** Null when the program was content, otherwise everything that it said. */
function said([file, ...args]) {
  return new Promise((resolve) => {
    const chunks = []
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limit,
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => chunks.push(chunk))
    child.once('error', (cause) => resolve(String(cause)))
    child.once('close', (code) => resolve(code === 0 ? null : Buffer.concat(chunks).toString()))
  })
}

/** A lock file that names a download host works in one house only. */
async function lockFile() {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  const entries = Object.entries(packages).filter(([path]) => path !== '')
  const named = entries.filter(([, { resolved }]) => resolved !== undefined)
  const bare = entries.filter(([, { integrity }]) => integrity === undefined)
  const faults = [
    ...named.map(([path]) => `${path} names where it was downloaded from`),
    ...bare.map(([path]) => `${path} has no integrity hash`),
  ]
  return faults.length === 0 ? null : faults.join('\n')
}

/** What would be published, looked at as published. */
async function packed() {
  const { publint } = await import('publint')
  const { formatMessage } = await import('publint/utils')
  const folder = await mkdtemp(join(tmpdir(), 'claude-telemetry-pack-'))
  try {
    const fault = await said(npmCommand(['pack', '--pack-destination', folder]))
    if (fault !== null) return fault
    const pkg = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    const tarball = await readFile(join(folder, `${pkg.name}-${pkg.version}.tgz`))
    const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength)
    const { messages } = await publint({ pack: { tarball: bytes }, strict: true })
    return messages.length === 0
      ? null
      : messages.map((each) => formatMessage(each, pkg)).join('\n')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
