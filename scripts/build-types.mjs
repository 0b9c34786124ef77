// Writes the type declarations of the library, and only of it, so that no other package is needed to read them.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const packageFile = createRequire(import.meta.url).resolve('typescript/package.json')
const specifier = /((?:from|import\()\s*)'([^']+)'/g

export async function emitTypes(root, outDir) {
  const draft = await mkdtemp(join(tmpdir(), 'claude-telemetry-types-'))
  try {
    await compile(root, draft)
    await takeAlong('index.d.ts', draft, outDir, new Set())
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function compile(root, outDir) {
  const tsc = join(dirname(packageFile), 'bin', 'tsc')
  try {
    await run(process.execPath, [tsc, '-p', join(root, 'tsconfig.types.json'), '--outDir', outDir])
  } catch (cause) {
    throw new Error(
      `The types of the library cannot be written:\n${cause.stdout || cause.message}`,
      { cause },
    )
  }
}

/** Only what can be reached from the library's own declaration is shipped. */
async function takeAlong(name, from, to, seen) {
  if (seen.has(name)) return
  seen.add(name)
  const text = withoutPackages(await readFile(join(from, name), 'utf8'))
  await mkdir(dirname(join(to, name)), { recursive: true })
  await writeFile(
    join(to, name),
    text.replaceAll(specifier, (_, before, path) => `${before}'${shipped(path, name)}'`),
  )
  for (const [, , path] of text.matchAll(specifier)) {
    await takeAlong(join(dirname(name), path).replace(/\.ts$/, '.d.ts'), from, to, seen)
  }
}

/** Sources import each other as `.ts`; what is shipped beside a declaration is JavaScript. */
function shipped(path, name) {
  if (!path.startsWith('.'))
    throw new Error(`The library's types need a package: ${path}, in ${name}.`)
  return path.replace(/\.ts$/, '.js')
}

/** A member typed by a bundled package (a setting's schema) is ours, not the library's. */
function withoutPackages(text) {
  const foreign = [...text.matchAll(/^import type \* as (\w+) from '[^.'][^']*';\n/gm)]
  return foreign.reduce(
    (left, [line, alias]) =>
      left.replace(line, '').replaceAll(new RegExp(`^.*: ${alias}\\..*\\n`, 'gm'), ''),
    text,
  )
}
