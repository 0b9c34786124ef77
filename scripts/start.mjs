// `npm start`: from a fresh clone to a running `init`, in this very process, so that terminal,
// signals and exit code need no passing on.
import { pathToFileURL } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `claude-telemetry needs Node 20.19 or newer; this is ${process.versions.node}.\n`,
  )
  process.exitCode = 3
} else {
  const { buildWhenOld, installWhenMissing, root } = await import('./fresh.mjs')
  try {
    await installWhenMissing()
    await buildWhenOld()
    const main = `${root}/dist/main.js`
    process.argv = [process.execPath, main, 'init', ...process.argv.slice(2)]
    await import(pathToFileURL(main).href)
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
    process.exitCode = 1
  }
}
