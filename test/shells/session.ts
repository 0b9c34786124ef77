// Runs lines in a real shell, away from the user's files, and reads what its child processes see.
import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { EnvChange } from '../../src/env/change.ts'
import { commandWord, loadLine, quoteWord, type ShellName } from '../../src/env/shells/registry.ts'
import type { RealShell } from './real-shells.ts'

type Env = Readonly<Record<string, string>>

export interface Bench {
  readonly folder: string
  /** A starter like the one that init installs, in a folder that needs quoting. */
  readonly starter: string
  readonly report: string
}

/** `program` is what the starter runs: the stand-in whose values a test chooses, or the real one. */
export async function makeBench(program: string | null = null): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'claude-telemetry-shells-'))
  const awkward = join(folder, `it's a "we!rd" $HOME (dir) #1`)
  await mkdir(awkward)
  const command = program ?? (await buildStandIn(join(folder, 'command.mjs')))
  const starter = join(awkward, 'claude-telemetry')
  await writeFile(starter, `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`)
  await chmod(starter, 0o755)
  const report = join(folder, 'report.mjs')
  await writeFile(
    report,
    `import { writeFileSync } from 'node:fs'\nwriteFileSync(process.argv[2], JSON.stringify(process.env))\n`,
  )
  return { folder, starter, report }
}

async function buildStandIn(outfile: string): Promise<string> {
  await build({
    entryPoints: [join(import.meta.dirname, '../fakes/fake-env-command.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  })
  return outfile
}

export async function clearBench(bench: Bench): Promise<void> {
  await rm(bench.folder, { recursive: true, force: true })
}

export async function changeFile(bench: Bench, name: string, change: EnvChange): Promise<string> {
  const path = join(bench.folder, name)
  await writeFile(path, JSON.stringify(change))
  return path
}

/** The load line that the docs give, with the path of the starter quoted for that shell. */
export function load(bench: Bench, shell: ShellName, change: string, flags = ''): string {
  const command = `${commandWord(shell, bench.starter)} env --shell ${shell} --change ${quoteWord(shell, change)}`
  return loadLine(shell, `${command}${flags}`)
}

export function reportLine(bench: Bench, shell: ShellName, out: string): string {
  return [process.execPath, bench.report, join(bench.folder, out)]
    .map((word, index) => (index === 0 ? commandWord(shell, word) : quoteWord(shell, word)))
    .join(' ')
}

export async function reported(bench: Bench, out: string): Promise<Env> {
  return JSON.parse(await readFile(join(bench.folder, out), 'utf8')) as Env
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

type Runner = (
  bench: Bench,
  at: string,
  real: RealShell,
  lines: readonly string[],
  env?: Env,
) => Promise<Ended>

export const runScript: Runner = async (bench, at, real, lines, env = {}) => {
  const script = join(bench.folder, `${real.part}-script`)
  await writeFile(script, `${lines.join('\n')}\n`)
  return run(bench, at, [...real.quiet, script], '/dev/null', env)
}

/** As a person types: history expansion and the rules of an interactive shell apply. */
export const typeLines: Runner = async (bench, at, real, lines, env = {}) => {
  const keys = join(bench.folder, `${real.part}-keys`)
  await writeFile(keys, `${[...real.habits, ...lines].join('\n')}\n`)
  return run(bench, at, real.typed ?? [], keys, env)
}

/** In a session of its own, so that an interactive shell finds no terminal of the developer to grab. */
async function run(
  bench: Bench,
  at: string,
  args: readonly string[],
  input: string,
  env: Env,
): Promise<Ended> {
  const home = await mkdtemp(join(bench.folder, 'home-'))
  const stdin = await open(input, 'r')
  const child = spawn(at, args, {
    cwd: home,
    detached: true,
    stdio: [stdin.fd, 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', ...env },
    timeout: 60_000,
  })
  const out: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (out.stderr += text))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  await stdin.close()
  return { code, ...out }
}
