// Programs built from sources of this tree, with a compiler that is already here.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onPath } from './found.mjs'
import { run } from './run.mjs'

export function noCompiler({ needs }) {
  return onPath(needs) === null ? `needs ${needs}, which is not installed` : null
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
