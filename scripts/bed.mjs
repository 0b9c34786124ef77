// Brings the real parts that tests need, once, outside the tree: `npm run bed`.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, noCompiler, sourceMark } from './bed/built.mjs'
import { parts } from './bed/catalogue.mjs'
import { ensureDebian } from './bed/debian.mjs'
import { bedFolder } from './bed/folder.mjs'
import { cannotMake, imageMark, makeImage } from './bed/image.mjs'
import { fetchPart, unsuitable } from './bed/npm.mjs'
import { readManifest, record, stillGood, writeManifest } from './bed/proof.mjs'

const bed = bedFolder()
const tree = fileURLToPath(new URL('..', import.meta.url))
const before = readManifest()
const after = { installed: {}, missing: {} }
let failures = 0

const say = (line) => console.log(`bed: ${line}`)

function miss(name, { reason, failed }) {
  after.missing[name] = reason
  if (failed) failures += 1
  say(`${failed ? 'FAILED' : 'without'} ${name}: ${reason}`)
}

/** What is still right stays; what is not is made again and its checksum kept. */
async function ensureOurs(part, from, make) {
  const path = join(bed, part.at)
  const kept = await stillGood(path, from, before.installed[part.name])
  if (kept !== null) return void (after.installed[part.name] = kept)
  say(`${doing[part.kind]} ${part.name}`)
  const started = Date.now()
  // A file that is not what it should be must not be found by a test when its replacement fails.
  rmSync(path, { force: true })
  try {
    await make()
    after.installed[part.name] = await record(path, from)
    say(`${part.name} took ${Math.round((Date.now() - started) / 1000)} s`)
  } catch (cause) {
    miss(part.name, { reason: cause.message, failed: true })
  }
}

const doing = { npm: 'fetching', built: 'building', image: 'making' }
const programs = Object.fromEntries(
  parts.filter(({ kind }) => kind === 'built').map(({ name, at }) => [name, join(bed, at)]),
)
const bring = {
  npm: (part) => ensureOurs(part, part.integrity, () => fetchPart(part, bed)),
  built: (part) => ensureOurs(part, sourceMark(part, tree), () => build(part, bed, tree)),
  image: (part) =>
    ensureOurs(part, imageMark(part, after.installed, tree), () =>
      makeImage(part, programs, bed, tree),
    ),
}
const obstacle = {
  npm: unsuitable,
  built: (part) => noCompiler(part, tree),
  image: (part) => cannotMake(part, programs),
}

const ofSystem = await ensureDebian(
  parts.filter(({ kind }) => kind === 'debian'),
  say,
)
for (const [name, trouble] of Object.entries(ofSystem)) if (trouble !== null) miss(name, trouble)
for (const part of parts.filter(({ kind }) => kind !== 'debian')) {
  const reason = obstacle[part.kind](part)
  if (reason === null) await bring[part.kind](part)
  else miss(part.name, { reason, failed: false })
}

writeManifest(after)
const missing = Object.keys(after.missing).length
say(
  `${parts.length - missing} of ${parts.length} parts ready${failures === 0 ? '' : `, ${failures} failed`}`,
)
process.exitCode = failures === 0 ? 0 : 1
