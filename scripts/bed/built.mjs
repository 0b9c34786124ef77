// Programs built from sources of this tree, with a compiler that is already here.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onPath } from './found.mjs'
import { run } from './run.mjs'

export function noCompiler({ needs, inputs }, tree) {
  const compiler = onPath(needs)
  if (compiler === null) return `needs ${needs}, which is not installed`
  const module = inputs.find((input) => input.endsWith('/go.mod'))
  return module === undefined ? null : tooOld(compiler, join(tree, module))
}

/** Go fetches a newer Go when a module wants one; we do not, so it has to be here. */
function tooOld(go, module) {
  const [, wanted] = /^go (\S+)/m.exec(readFileSync(module, 'utf8')) ?? []
  const env = { ...process.env, GOTOOLCHAIN: 'local' }
  const said = execFileSync(go, ['env', 'GOVERSION'], { env, timeout: 60_000, encoding: 'utf8' })
  const found = said.trim().replace(/^go/, '')
  const isOlder = found.localeCompare(wanted, 'en', { numeric: true }) < 0
  return isOlder ? `needs go ${wanted}, this is ${found}` : null
}

/** Changes whenever a source does. */
export function sourceMark({ inputs }, tree) {
  const hash = createHash('sha256')
  for (const input of inputs) hash.update(input).update(readFileSync(join(tree, input)))
  return hash.digest('hex')
}

export async function build({ inputs, at, minutes = 20 }, bed, tree) {
  await run('sh', [join(tree, inputs.at(-1)), join(bed, at)], { limit: minutes * 60_000 })
}
