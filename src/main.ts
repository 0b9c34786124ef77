// The entry: checks the version of Node before anything newer is read, then runs one command.
import process from 'node:process'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `claude-telemetry needs Node 20.19 or newer; this is ${process.versions.node}.\n  Install a newer one, then run the same command again.\n`,
  )
  process.exitCode = 3
} else {
  const { run } = await import('./cli/run.ts')
  await run(process.argv.slice(2))
}
