// Makes a fresh clone usable: installs the packages when some are missing, builds when sources are newer.
import { spawn } from 'node:child_process'
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')
const limit = 20 * 60_000
const builtFrom = ['src', 'scripts', 'package-lock.json', 'tsconfig.json', 'tsconfig.types.json']

export async function installWhenMissing() {
  if (!(await anyMissing())) return
  say('Installing the packages for development (once) …')
  // With NODE_ENV=production npm would leave away what this needs: everything is a development package.
  await quietly('npm', npmCommand(['ci', '--include=dev', '--no-audit', '--no-fund']))
}

export async function buildWhenOld() {
  const built = await changed(join(root, 'dist', 'main.js'))
  const sources = await Promise.all(builtFrom.map((name) => newest(join(root, name))))
  if (built > Math.max(...sources)) return
  say('Building …')
  await quietly('the build', [process.execPath, join(root, 'scripts', 'build.mjs')])
}

/** What npm wrote down about its last complete install, held against the lock file. */
async function anyMissing() {
  const [wanted, there] = await Promise.all([
    lockedPackages(join(root, 'package-lock.json')),
    lockedPackages(join(root, 'node_modules', '.package-lock.json')).catch(() => ({})),
  ])
  return Object.entries(wanted).some(
    ([path, { version, optional }]) => path !== '' && !optional && there[path]?.version !== version,
  )
}

async function lockedPackages(path) {
  return JSON.parse(await readFile(path, 'utf8')).packages
}

/** Under npm its own file says which npm; elsewhere the one on the PATH, which is a batch file on Windows. */
export function npmCommand(args) {
  const running = process.env.npm_execpath ?? ''
  if (running.endsWith('npm-cli.js')) return [process.execPath, running, ...args]
  return process.platform === 'win32'
    ? ['cmd.exe', '/d', '/s', '/c', 'npm', ...args]
    : ['npm', ...args]
}

/** Says nothing while all goes well; everything when it does not. */
function quietly(name, [file, ...args]) {
  return new Promise((resolve, reject) => {
    const said = []
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limit,
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => said.push(chunk))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) return resolve()
      process.stderr.write(Buffer.concat(said))
      reject(
        new Error(`${name} failed (${signal ?? `exit code ${code}`}); its own words are above.`),
      )
    })
  })
}

async function newest(path) {
  const own = await changed(path)
  const inside = await readdir(path, { recursive: true }).catch(() => [])
  const times = await Promise.all(inside.map((name) => changed(join(path, name))))
  return Math.max(own, ...times)
}

async function changed(path) {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0
}

function say(line) {
  process.stderr.write(`${line}\n`)
}
