// A machine with a trap on it: the built program sets it up, the real client runs in it, and fixes are typed into a shell.
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type ClientVersion, clientEnv, clientPath, type Ran } from '../real-client/client.ts'
import { type Stage, stage } from '../real-client/stage.ts'
import { entry } from '../program/sealed.ts'

const execute = promisify(execFile)

export interface Machine extends Stage {
  readonly project: string
  readonly settings: string
  /** What the shell exports; typing a fix changes it. */
  shell: Record<string, string>
  /** Signals that reach the recorder where a receiver would take them, in one run of the client. */
  arrives(): Promise<string[]>
  doctor(): Promise<Found[]>
  type(line: string): Promise<void>
}

export interface Found {
  readonly id: string
  readonly level: string
  readonly text: string
  readonly layer: string | null
  readonly fix: string | null
}

export async function machine(version: ClientVersion): Promise<Machine> {
  const base = await stage()
  const project = join(base.home, 'app')
  await mkdir(join(project, '.claude'), { recursive: true })
  const all: Machine = {
    ...base,
    project,
    settings: join(base.home, '.claude/settings.json'),
    shell: {},
    arrives: () => arrivals(all, version),
    doctor: () => findingsOf(all, version),
    type: (line) => typed(all, version, line),
  }
  const wish = [
    '--engine',
    'remote',
    '--endpoint',
    base.recorder.url,
    '--connect',
    'settings',
    '--yes',
  ]
  await execute(process.execPath, [entry, 'init', ...wish], {
    env: envOf(all, version),
    timeout: 30_000,
  })
  return all
}

/** The client's folder comes first on the PATH, so that doctor finds the one that is run. */
function envOf({ home, api, shell }: Machine, version: ClientVersion): Record<string, string> {
  const env = clientEnv({ home, api: api.url, env: shell })
  return { ...env, PATH: `${dirname(clientPath(version))}:${env['PATH']}` }
}

async function arrivals(all: Machine, version: ClientVersion): Promise<string[]> {
  const before = all.recorder.exports.length
  const ran: Ran = await all.run(version, { cwd: all.project, env: all.shell })
  if (ran.timedOut) throw new Error(`the client hung: ${ran.stderr}`)
  const fresh = all.recorder.exports.slice(before)
  // What is posted to a path that no receiver knows has not arrived.
  return [
    ...new Set(
      fresh.map(({ path }) => /^\/v1\/(metrics|logs)$/.exec(path)?.[1] ?? `lost at ${path}`),
    ),
  ].sort()
}

async function findingsOf(all: Machine, version: ClientVersion): Promise<Found[]> {
  const options = { env: envOf(all, version), cwd: all.project, timeout: 60_000, maxBuffer: 1e7 }
  // Exit 4 is what errors among the findings give.
  const { stdout } = await execute(process.execPath, [entry, 'doctor', '--json'], options).catch(
    (cause: { stdout: string }) => cause,
  )
  return (JSON.parse(stdout) as { data: { findings: Found[] } }).data.findings
}

/** A line for a shell is run in one, which keeps what it exports; a sentence is done as it says. */
async function typed(all: Machine, version: ClientVersion, line: string): Promise<void> {
  if (/^In \S+, /.test(line)) return edit(line)
  // Without a terminal nobody can be asked, so the yes is given beforehand.
  const asked = / connect /.test(line) ? `${line} --yes` : line
  const script = `${asked} >&2 || exit 1\nenv -0`
  const options = { env: envOf(all, version), cwd: all.project, timeout: 30_000 }
  const { stdout } = await execute('bash', ['--norc', '-c', script], options)
  const now = new Map(
    stdout
      .split('\0')
      .map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  )
  const exported = [...now].filter(([name]) => /^(?:OTEL_|CLAUDE_CODE_ENABLE)/.test(name))
  all.shell = Object.fromEntries(exported)
}

async function edit(line: string): Promise<void> {
  const [, path = '', out, into] =
    /^In (\S+), (?:take "(\w+)" out of "env"|write inside "env": (".*"))\.$/.exec(line) ?? []
  const whole = JSON.parse(await readFile(path, 'utf8')) as { env: Record<string, string> }
  if (out !== undefined) delete whole.env[out]
  else Object.assign(whole.env, JSON.parse(`{${into ?? 'the sentence is not understood'}}`))
  await writeFile(path, JSON.stringify(whole, null, 2))
}

export async function change(path: string, env: Record<string, string | null>): Promise<void> {
  const whole = JSON.parse(await readFile(path, 'utf8').catch(() => '{}')) as {
    env?: Record<string, string>
  }
  const kept = Object.entries({ ...whole.env, ...env }).filter(([, value]) => value !== null)
  await writeFile(path, JSON.stringify({ ...whole, env: Object.fromEntries(kept) }, null, 2))
}
