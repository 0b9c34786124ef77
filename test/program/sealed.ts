// Runs the built program as a user would, in an empty HOME and an environment that holds nothing else.
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, realpath, readlink, lstat, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { startOf } from '../../src/world/alive.ts'

export const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const copy = copyOfPackage()
afterAll(() => rm(copy, { recursive: true, force: true }))

/** What is installed, and nothing else: a build meanwhile cannot swap it, and every user may read it. */
export const entry = join(copy, 'dist', 'main.js')

function shipped(): string[] {
  const { files } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
    files: string[]
  }
  return ['package.json', ...files.filter((name) => !name.startsWith('!'))]
}

function copyOfPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ct-package-'))
  chmodSync(folder, 0o755)
  for (const name of shipped()) {
    cpSync(join(checkout, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.includes('.draft-') && !path.endsWith(join('dist', 'types')),
    })
  }
  return folder
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Sealed {
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  run(args: readonly string[], more?: RunWish): Promise<Ran>
  json(
    args: readonly string[],
    more?: RunWish,
  ): Promise<{ ok: boolean; data?: any; error?: any; code: number | null }>
  tree(): Promise<Record<string, string>>
  remove(): Promise<void>
}

export interface RunWish {
  readonly env?: Readonly<Record<string, string>>
  /** Null: closed. */
  readonly stdin?: string | null
  readonly cwd?: string
  readonly uid?: number
  readonly gid?: number
  readonly command?: readonly [string, ...string[]]
  readonly limit?: number
}

export async function sealed(more: Readonly<Record<string, string>> = {}): Promise<Sealed> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'ct-home-')))
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
    ...more,
  }
  const run = (args: readonly string[], wish: RunWish = {}): Promise<Ran> =>
    start(args, { home, env }, wish)
  return {
    home,
    env,
    run,
    json: async (args, wish) => {
      const ran = await run([...args, '--json'], wish)
      return { ...JSON.parse(ran.stdout), code: ran.code }
    },
    tree: () => treeOf(home),
    remove: async () => {
      await endEngines(home)
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** An engine whose HOME is taken away would run on for ever. */
async function endEngines(home: string): Promise<void> {
  const names = await readdir(home, { recursive: true })
  for (const name of names.filter((each) => basename(each) === 'serve.json')) {
    const { pid, started } = JSON.parse(await readFile(join(home, name), 'utf8'))
    if (started !== null && started === (await startOf(pid))) process.kill(pid, 'SIGKILL')
  }
}

function start(
  args: readonly string[],
  { home, env }: { home: string; env: Record<string, string> },
  wish: RunWish,
): Promise<Ran> {
  const [program, ...first] = wish.command ?? [process.execPath, entry]
  const child = spawn(program, [...first, ...args], {
    cwd: wish.cwd ?? home,
    env: { ...env, ...wish.env },
    stdio: [wish.stdin === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(wish.uid !== undefined && { uid: wish.uid }),
    ...(wish.gid !== undefined && { gid: wish.gid }),
  })
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(wish.stdin ?? '')
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), wish.limit ?? 30_000)
    let stdout = ''
    let stderr = ''
    child.stdout?.on('data', (piece) => (stdout += String(piece)))
    child.stderr?.on('data', (piece) => (stderr += String(piece)))
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr })
    })
  })
}

/** Path below the folder → kind, mode and content: two equal trees are equal to the byte. */
export async function treeOf(folder: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {}
  const walk = async (at: string, name: string): Promise<void> => {
    const seen = await lstat(at)
    const mode = (seen.mode & 0o7777).toString(8)
    if (seen.isSymbolicLink()) tree[name] = `link ${await readlink(at)}`
    else if (seen.isDirectory()) {
      tree[`${name}/`] = `folder ${mode}`
      for (const each of (await readdir(at)).sort()) await walk(join(at, each), `${name}/${each}`)
    } else tree[name] = `file ${mode} ${(await readFile(at)).toString('base64')}`
  }
  await walk(folder, '')
  return tree
}
