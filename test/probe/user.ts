// A user whose endpoint, model API, proxy and commands all stand ready to notice if a proof ever touched them.
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { type ProbeWish, proveExport } from '../../src/probe/probe.ts'
import type { ProbeResult } from '../../src/probe/result.ts'
import { fakeMessagesApi } from '../fakes/fake-messages-api.ts'
import { otlpRecorder } from '../fakes/otlp-recorder.ts'
import { trapProxy } from '../fakes/trap-proxy.ts'
import { treeOf } from '../program/sealed.ts'
import { type ClientVersion, clientPath } from '../real-client/client.ts'
import { connected, oneReply } from '../real-client/stage.ts'

export interface User {
  readonly home: string
  /** Where the user's endpoint points to. */
  readonly endpoint: string
  readonly proxy: string
  write(path: string, content: unknown): Promise<void>
  /** Proves, and holds that nothing of the user's was reached, run or changed. */
  prove(
    version: ClientVersion,
    wish?: Partial<ProbeWish>,
    env?: Readonly<Record<string, string>>,
  ): Promise<ProbeResult>
}

export async function user(): Promise<User> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'ct-user-')))
  const spare = await mkdtemp(join(tmpdir(), 'ct-spare-'))
  const [own, api, proxy] = await Promise.all([
    otlpRecorder(),
    fakeMessagesApi(() => oneReply),
    trapProxy(),
  ])
  onTestFinished(async () => {
    await Promise.all([own.close(), api.close(), proxy.close()])
    await Promise.all([home, spare].map((folder) => rm(folder, { recursive: true, force: true })))
  })
  const write = async (path: string, content: unknown): Promise<void> => {
    await mkdir(join(home, path, '..'), { recursive: true })
    await writeFile(
      join(home, path),
      typeof content === 'string' ? content : JSON.stringify(content, null, 2),
    )
  }
  const prove: User['prove'] = async (version, wish = {}, env = {}) => {
    const before = await treeOf(home)
    const around = {
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        HOME: home,
        TERM: 'dumb',
        ANTHROPIC_BASE_URL: api.url,
        ANTHROPIC_API_KEY: 'the-users-own-key',
        CLAUDE_CODE_OAUTH_TOKEN: 'the-users-own-token',
        ...proxy.env,
        ...env,
      },
      platform: process.platform,
      home,
      cwd: home,
      uid: process.getuid?.() ?? null,
    }
    const held = { endpoint: false, api: false, server: false }
    const given = {
      client: clientPath(version),
      around,
      config: join(home, '.claude'),
      project: null,
      held,
    }
    vi.stubEnv('TMPDIR', spare)
    const result = await proveExport({ ...given, ...wish }).finally(() => vi.unstubAllEnvs())
    untouched({
      own: own.exports.map(({ path }) => path),
      api: [...api.others, ...api.ledger.map(String)],
      proxy: proxy.attempts,
    })
    sameTree(before, await treeOf(home))
    await nothingLeft(spare)
    return result
  }
  return { home, endpoint: own.url, proxy: proxy.url, write, prove }
}

function untouched(reached: Readonly<Record<string, readonly string[]>>): void {
  const any = Object.entries(reached).filter(([, requests]) => requests.length > 0)
  if (any.length > 0) throw new Error(`The proof reached the user's own: ${JSON.stringify(any)}`)
}

function sameTree(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): void {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changed = [...names].filter((name) => before[name] !== after[name])
  if (changed.length > 0)
    throw new Error(`The proof changed the user's files: ${changed.join(', ')}`)
}

/** Neither the folder of the proof, nor a process that still carries it in its environment. */
async function nothingLeft(spare: string): Promise<void> {
  const folders = await readdir(spare)
  if (folders.length > 0) throw new Error(`The proof left ${folders.join(', ')}`)
  const processes = process.platform === 'linux' ? await readdir('/proc') : []
  for (const id of processes.filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    const environ = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '')
    if (environ.includes(spare)) throw new Error(`The proof left process ${id} running`)
  }
}

/** Everything that a careful user might have that must not run: each leaves a mark when it does. */
export function commands(home: string): Record<string, unknown> {
  const mark = (name: string): string => `touch ${join(home, `${name}-was-run`)}`
  const hook = (name: string): unknown => [{ hooks: [{ type: 'command', command: mark(name) }] }]
  return {
    apiKeyHelper: mark('apiKeyHelper'),
    statusLine: { type: 'command', command: mark('statusLine') },
    hooks: {
      SessionStart: hook('SessionStart'),
      UserPromptSubmit: hook('UserPromptSubmit'),
      Stop: hook('Stop'),
      SessionEnd: hook('SessionEnd'),
    },
  }
}

export function healthy(
  endpoint: string,
  more: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const env = { ...connected(endpoint, 'http/protobuf'), ...more }
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
