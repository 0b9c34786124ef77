// Runs the real Claude Code client once, in a HOME of the test's own, where nothing of this machine can reach it.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { part } from '../bed.ts'

export type ClientVersion = '2.1.197' | '2.1.329'

export interface ClientWish {
  readonly version: ClientVersion
  /** An existing folder; the client writes files of its own into it. */
  readonly home: string
  /** The stand-in for the Messages API. */
  readonly api: string
  /** Null runs a subcommand or an interactive session out of `args` alone. */
  readonly prompt?: string | null
  readonly args?: readonly string[]
  /** As if exported in the shell; added to an environment that holds nothing of ours. */
  readonly env?: Readonly<Record<string, string>>
  /** Written as the user's settings.json before the run; left alone when not given. */
  readonly settings?: Readonly<Record<string, unknown>>
  readonly cwd?: string
  readonly limit?: number
  /** Ends it on the way: milliseconds after its start. */
  readonly stop?: { readonly signal: 'SIGTERM' | 'SIGKILL'; readonly after: number }
  /** Ends it with SIGKILL. */
  readonly killedBy?: AbortSignal
}

export interface Ran {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
  readonly timedOut: boolean
}

/** No updates, no surveys, no error reports: nothing but messages and the export that is tested. */
const silence = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_TELEMETRY: '1',
  CLAUDE_CODE_DISABLE_TERMINAL_TITLE: '1',
} as const

const usualLimit = 60_000

/** What the client would be given, for tests that start it in another way (a terminal, a shell). */
export function clientEnv({
  home,
  api,
  env,
}: Pick<ClientWish, 'home' | 'api' | 'env'>): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    SHELL: '/bin/bash',
    ANTHROPIC_BASE_URL: api,
    ANTHROPIC_API_KEY: 'not-a-key-of-anybody',
    ...silence,
    ...env,
  }
}

export function clientPath(version: ClientVersion): string {
  const path = part(`claude-${version}`)
  if (path === null) throw new Error(`The client ${version} is not in the bed.`)
  return path
}

export async function runClient(wish: ClientWish): Promise<Ran> {
  if (wish.settings !== undefined) await writeSettings(wish.home, wish.settings)
  const prompt = wish.prompt === null ? [] : ['-p', wish.prompt ?? 'Say hello.']
  // The client drops small files there and leaves them.
  const spare = await mkdtemp(join(tmpdir(), 'ct-client-tmp-'))
  const start = Date.now()
  const child = spawn(clientPath(wish.version), [...prompt, ...(wish.args ?? [])], {
    cwd: wish.cwd ?? wish.home,
    env: { CLAUDE_CODE_TMPDIR: spare, ...clientEnv(wish) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const stopping = wish.stop && setTimeout(() => child.kill(wish.stop?.signal), wish.stop.after)
  wish.killedBy?.addEventListener('abort', () => child.kill('SIGKILL'))
  const ended = await endOf(child, wish.limit ?? usualLimit)
  clearTimeout(stopping)
  const ms = Date.now() - start
  await rm(spare, { recursive: true, force: true })
  return { ...ended, ms }
}

async function writeSettings(
  home: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await mkdir(join(home, '.claude'), { recursive: true })
  await writeFile(join(home, '.claude', 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`)
}

function endOf(child: ChildProcess, limit: number): Promise<Omit<Ran, 'ms'>> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      endGroup(child)
    }, limit)
    child.stdout?.on('data', (piece) => (stdout += String(piece)))
    child.stderr?.on('data', (piece) => (stderr += String(piece)))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      // What the client started in the background has the same group, and ends with it.
      endGroup(child)
      resolve({ code, signal, stdout, stderr, timedOut })
    })
  })
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nobody is left in it.
  }
}
