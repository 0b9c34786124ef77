// Every example of --help is run as it is printed, and every line that we print to be typed works when typed.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Ran, type Sealed, entry, sealed } from './sealed.ts'
import { deadEndpoint, ends, remote, setUpHome } from './stage.ts'

let recorder: OtlpRecorder
beforeAll(async () => {
  recorder = await otlpRecorder()
})
afterAll(() => recorder.close())

/** A line typed into sh; `claude-telemetry` is on the PATH only where the reader was told that it is. */
function typed(box: Sealed, line: string, onPath = true): Promise<Ran> {
  const path = onPath ? `${join(box.home, 'bin')}:${box.env['PATH']}` : (box.env['PATH'] ?? '')
  return box.run([], { command: ['/bin/sh', '-c', line], env: { PATH: path }, limit: 60_000 })
}

async function onPath(box: Sealed): Promise<void> {
  await mkdir(join(box.home, 'bin'))
  await writeFile(
    join(box.home, 'bin/claude-telemetry'),
    `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`,
  )
  await chmod(join(box.home, 'bin/claude-telemetry'), 0o755)
}

/** Where an example cannot end with 0: without a terminal, or because nothing listens at its address. */
const otherwise: Readonly<Record<string, readonly number[]>> = {
  // 4 where nothing listens on the usual port, which is everybody's.
  'init --yes --endpoint http://127.0.0.1:4318': [0, 4],
  // Shows the change and asks.
  connect: [2],
  'connect --to shell': [2],
  'connect --to managed --out ./policy': [2],
  // Say what they would do, and ask.
  'restore ./telemetry.tar.gz': [2],
  'forget --session 6f1d2c3b-0000-4000-8000-000000000000': [2],
  // 4 where this machine has troubles of its own.
  doctor: [0, 4],
}

/** Examples that mean the engine of our own, which the remote set-up does not have. */
const ofEngine = new Set('up down restart open metrics logs backup restore forget'.split(' '))

async function homeFor(name: string, line: string): Promise<Sealed> {
  if (line.startsWith('init') || name === 'serve') return sealed()
  if (!ofEngine.has(name)) return setUpHome(recorder.url, 0)
  const box = await sealed()
  await ends(box.run(['init', '--yes', '--engine', 'embedded']), 0)
  return box
}

/** It runs until Ctrl-C, so somebody has to press it. */
function ended(line: string): string {
  return line.startsWith('serve')
    ? `timeout --preserve-status -s INT 5 claude-telemetry ${line}`
    : `claude-telemetry ${line}`
}

describe('the examples of --help', () => {
  const examples = commands.flatMap(({ name, examples: each }) =>
    each.map(({ line }) => [name, line] as const),
  )

  it.each(examples)('%s: claude-telemetry %s', async (name, line) => {
    const box = await homeFor(name, line)
    try {
      await onPath(box)
      if (name === 'connect') await box.run(['disconnect'])
      if (name === 'restore')
        await ends(typed(box, 'claude-telemetry backup ./telemetry.tar.gz'), 0)
      const help = await box.run([name, '--help'])
      expect(help.stdout, 'printed in --help').toContain(`$ claude-telemetry ${line}`)
      const ran = await typed(box, ended(line))
      expect(otherwise[line] ?? [0], ran.stderr).toContain(ran.code)
      const asks = ran.code === 2
      if (asks) await ends(typed(box, `claude-telemetry ${line} --yes`), 0)
    } finally {
      await box.run(['uninstall', '--yes'])
      await box.remove()
    }
  })

  it('each command has one, and starts with its own name', () => {
    for (const { name, examples: each } of commands) {
      expect(each.length).toBeGreaterThan(0)
      for (const { line } of each) expect(line.split(' ')[0]).toBe(name)
    }
  })
})

describe('help and version', () => {
  let box: Sealed
  beforeAll(async () => {
    box = await sealed()
  })
  afterAll(() => box.remove())

  it.each(commands.map(({ name }) => name))('%s: three ways to ask', async (name) => {
    const [help, flag, short] = await Promise.all(
      [
        ['help', name],
        [name, '--help'],
        [name, '-h'],
      ].map((args) => ends(box.run(args), 0)),
    )
    expect(flag?.stdout).toBe(help?.stdout)
    expect(short?.stdout).toBe(help?.stdout)
    expect(help?.stderr).toBe('')
    expect(help?.stdout).toContain(`Usage: claude-telemetry ${name}`)
  })

  it('of the whole, without and with words', async () => {
    const ways = [[], ['help'], ['--help'], ['-h']]
    const [first, ...others] = await Promise.all(ways.map((args) => ends(box.run(args), 0)))
    for (const other of others) expect(other.stdout).toBe(first?.stdout)
    for (const { name } of commands)
      expect(first?.stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'))
  })

  it('the version is the package’s', async () => {
    const { version } = JSON.parse(
      await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
    )
    for (const flag of ['--version', '-V'])
      expect((await ends(box.run([flag]), 0)).stdout).toBe(`${version}\n`)
  })

  it('a command that does not exist has no help', () => ends(box.run(['help', 'frobnicate']), 2))
})

/** Lines to be typed: indented below an error, after "to …:", as a mend of a finding. */
function linesToType({ stdout, stderr }: Ran): string[] {
  const all = `${stdout}\n${stderr}`.split('\n')
  const found = all.flatMap((line) => {
    const text = /^(?: {2}| {4}mend: |# To .*?: |To .*?: )(?! )(.+)$/.exec(line)?.[1]
    return text === undefined ? [] : [text]
  })
  return found.filter((line) =>
    /(?:^|["'`(\s])(?:\S*\/)?claude-telemetry(?:'|") ?|(?:main\.js|claude-telemetry) [a-z-]/.test(
      line,
    ),
  )
}

describe('what is printed to be typed works, whatever the PATH', () => {
  const said: [name: string, set: boolean, args: string[], least: number][] = [
    ['nothing is set up: env', false, ['env'], 1],
    ['nothing is set up: status', false, ['status'], 1],
    ['nothing is set up: connect', false, ['connect'], 1],
    ['nothing is set up: init', false, ['init', '--yes'], 1],
    ['a wrong command', false, ['statu'], 1],
    ['a wrong flag', false, ['status', '--jsn'], 1],
    ['a wrong setting', true, ['config', 'get', 'colour'], 1],
    ['a wrong value', true, ['config', 'set', 'protocol', 'x'], 1],
    ['a wrong check', true, ['doctor', '--only', 'x'], 1],
    ['init, connected', false, ['init', '--yes', '--engine', 'remote'], 2],
    ['init, not connected', false, ['init', '--engine', 'remote'], 3],
    ['connect needs a yes', true, ['connect', '--to', 'shell'], 2],
    ['uninstall needs a yes', true, ['uninstall'], 2],
    ['config set', true, ['config', 'set', 'traces', 'on'], 1],
    ['doctor', true, ['doctor'], 1],
    ['verify, and nothing answers', true, ['verify'], 1],
    ['status, and nothing answers', true, ['status'], 1],
  ]

  it.each(said)('%s', async (name, set, args, least) => {
    const dead = await deadEndpoint()
    const box = set
      ? await setUpHome(
          name.includes('nothing answers') ? dead : recorder.url,
          name.includes('nothing answers') ? 4 : 0,
        )
      : await sealed()
    try {
      const full =
        args[0] === 'init' && args.includes('remote') ? [...args, '--endpoint', recorder.url] : args
      const lines = linesToType(await box.run(full))
      expect(lines.length, `lines to type after ${full.join(' ')}`).toBeGreaterThanOrEqual(least)
      for (const line of lines) {
        const ran = await typed(box, line, false)
        expect(ran.stderr, line).not.toMatch(
          /: not found|Cannot find module|fault of this program|Unknown|no command/,
        )
        expect([0, 2, 4], `${line}\n${ran.stdout}${ran.stderr}`).toContain(ran.code)
      }
    } finally {
      await box.remove()
    }
  })

  it('a HOME with spaces and quotes in its name changes nothing about that', async () => {
    const outer = await sealed()
    const home = join(outer.home, "it's a home $HOME `id`")
    await mkdir(home)
    try {
      const env = { HOME: home }
      const lines = linesToType(
        await ends(outer.run([...remote(recorder.url), '--connect', 'none'], { env }), 0),
      )
      expect(lines.length).toBeGreaterThanOrEqual(4)
      await writeFile(join(home, '.config/claude-telemetry/stack.json'), '{')
      const [, , aside = ''] = (await ends(outer.run(['env'], { env }), 1)).stderr
        .trimEnd()
        .split('\n')
      await ends(
        outer.run([], {
          command: ['/bin/sh', '-c', `${aside} ${remote(recorder.url).slice(1).join(' ')}`],
          env,
        }),
        0,
      )
      for (const line of lines) {
        const ran = await outer.run([], { command: ['/bin/sh', '-c', line], env })
        expect([0, 2, 4], `${line}\n${ran.stdout}${ran.stderr}`).toContain(ran.code)
      }
    } finally {
      await outer.remove()
    }
  })
})
