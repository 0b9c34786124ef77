// README.md followed word for word in an empty HOME: the packed program, installed, and typed in a real terminal.
import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { part } from '../bed.ts'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type RealShell, realShells } from '../shells/real-shells.ts'
import { type Bench, clearBench, makeBench, reportLine, reported } from '../shells/session.ts'
import { type Sealed, checkout, entry, sealed } from './sealed.ts'
import { deadEndpoint, ends, remote } from './stage.ts'
import { type Terminal, ended, terminal, tmux } from './terminal.ts'

const call = promisify(execFile)
const text = await readFile(join(checkout, 'README.md'), 'utf8')
const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((block) =>
  (block[1] ?? '').trimEnd().split('\n'),
)
const lines = blocks.flat()
const ofClone = lines.filter((line) => line.startsWith('npm '))
const ofUser = lines.filter((line) => !line.startsWith('npm '))

let box: Sealed
let recorder: OtlpRecorder
let env: Record<string, string>
let warnings: string

beforeAll(async () => {
  recorder = await otlpRecorder()
  box = await sealed({ npm_config_update_notifier: 'false' })
  const shop = await sealed()
  const more = {
    env: {
      ...shop.env,
      PATH: `${dirname(process.execPath)}:${shop.env['PATH']}`,
      npm_config_offline: 'true',
    },
  }
  await call('npm', ['pack', '--silent', '--pack-destination', shop.home], {
    ...more,
    cwd: checkout,
  })
  const [packed = ''] = (await readdir(shop.home)).filter((name) => name.endsWith('.tgz'))
  const project = join(box.home, 'project')
  await mkdir(project)
  const said = await call('npm', ['install', '--no-fund', '--no-audit', join(shop.home, packed)], {
    ...more,
    cwd: project,
  })
  await shop.remove()
  warnings = said.stderr.replaceAll(/^npm notice.*\n/gm, '')
  env = {
    PATH: `${join(project, 'node_modules/.bin')}:${dirname(process.execPath)}:${box.env['PATH']}`,
    // What the README sends to an example host ends at a closed door of loopback.
    HTTPS_PROXY: await deadEndpoint(),
    npm_config_offline: 'true',
  }
}, 120_000)
afterAll(async () => {
  await box.remove()
  await recorder.close()
})

/** The usual answer to every question: Enter, and yes where something is removed. */
async function follow(term: Terminal, line: string): Promise<string> {
  await term.type('clear')
  await term.press('Enter')
  await term.type(`$RUN ${line}`)
  await term.press('Enter')
  for (let last = ''; ;) {
    const screen = await term.until(
      /\n[?] [^\n]*(?:\n[▸ ][^\n]*)*$|code=\d+ (?:sane|upset)/,
      60_000,
    )
    if (ended.test(screen)) return screen
    const question = screen.split('\n').findLast((each) => each.startsWith('? ')) ?? ''
    if (question !== last) await term.press(question.includes('remove all') ? 'y' : 'Enter')
    else await new Promise((resolve) => setTimeout(resolve, 50))
    last = question
  }
}

/** 4 where nothing answers at the address of the example, or where this machine has troubles of its own. */
const may: readonly [line: RegExp, codes: readonly string[]][] = [
  [/ init/, ['0', '4']],
  [/ doctor/, ['0', '4']],
]

it('installs without a warning', () => expect(warnings).toBe(''))

describe.skipIf(tmux === null)('every line for a user', () => {
  it('works in the order in which it is written', { timeout: 170_000 }, async () => {
    expect(ofUser.length).toBeGreaterThanOrEqual(8)
    await writeFile(join(box.home, 'otlp-headers'), 'Authorization=Bearer token\n', { mode: 0o600 })
    const before = await box.tree()
    const term = await terminal(box, { env, rows: 200, columns: 160 })
    await term.type('cd project')
    await term.press('Enter')
    for (const line of ofUser) {
      const screen = await follow(term, line)
      const code = ended.exec(screen)?.[1]
      const codes = may.find(([pattern]) => pattern.test(line))?.[1] ?? ['0']
      expect(codes, `${line}\n${screen}`).toContain(code)
      if (line.includes(' init')) {
        expect(Object.keys(await box.tree()), line).toContain('/.claude/settings.json')
      }
    }
    expect(ofUser.at(-1)).toBe('claude-telemetry uninstall')
    expect(await withoutNpm(), 'and nothing of it is left').toEqual(
      Object.fromEntries(Object.entries(before).filter(notNpm)),
    )
  })
})

const notNpm = ([name]: [string, string]): boolean =>
  !name.startsWith('/.npm') && !name.startsWith('/project/')

async function withoutNpm(): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await box.tree()).filter(notNpm))
}

it('every script that a clone is told to run exists', async () => {
  const { scripts } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8'))
  expect(ofClone.length).toBeGreaterThanOrEqual(6)
  for (const line of ofClone) {
    const name = /^npm (?:run )?([a-z:]+)/.exec(line)?.[1]
    expect(Object.keys(scripts), line).toContain(name)
  }
})

it('every command that is named in the text exists, with its flags', async () => {
  const named = [...text.matchAll(/`claude-telemetry ([^`|]+?)`/g)].map((found) => found[1] ?? '')
  expect(named.length).toBeGreaterThan(8)
  for (const line of new Set(named)) {
    const [verb = '', ...rest] = line.split(' ')
    const { stdout } = await ends(box.run([verb, '--help']), 0, line)
    for (const flag of rest.filter((word) => word.startsWith('-')))
      expect(stdout, line).toContain(flag)
  }
})

/** The table of the README: shell, line that sets, line that undoes. */
const rows = new Map(
  text.split('\n').flatMap((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
    const [, shells = '', set = '', undo = ''] = cells
    const code = (cell: string): string => cell.replace(/^(`+) ?([\s\S]*?) ?\1$/, '$2')
    if (!set.includes('claude-telemetry env')) return []
    return shells.split(', ').map((shell) => [shell, { set: code(set), undo: code(undo) }] as const)
  }),
)
const nameInTable: Readonly<Record<string, string>> = { nu: 'nushell', mksh: 'ksh' }

describe('the table of shells', () => {
  let bench: Bench
  let own: Sealed
  beforeAll(async () => {
    bench = await makeBench(entry)
    own = await sealed()
    await ends(own.run([...remote(recorder.url), '--connect', 'none']), 0)
  })
  afterAll(async () => {
    await clearBench(bench)
    await own.remove()
  })

  it('has a line for each shell that runs here', () => {
    for (const real of realShells)
      expect([...rows.keys()]).toContain(nameInTable[real.part] ?? real.part)
  })

  const run = async (real: RealShell, at: string, script: readonly string[]): Promise<void> => {
    const file = join(bench.folder, `${real.part}-readme`)
    await writeFile(file, `${script.join('\n')}\n`)
    const ran = await own.run([], {
      command: [at, ...real.quiet, file],
      env: { PATH: `${dirname(bench.starter)}:${dirname(process.execPath)}:${own.env['PATH']}` },
    })
    expect(ran.code, ran.stderr).toBe(0)
    await rm(file)
  }

  describe.each(realShells)('$part', (real) => {
    const name = real.part
    const at = part(name)

    it.skipIf(at === null)('sets, and gives back', async () => {
      const { set = '', undo = '' } = rows.get(nameInTable[name] ?? name) ?? {}
      const say = (when: string): string => reportLine(bench, real.shell, `${name}-readme-${when}`)
      await run(real, at!, [set, say('set'), undo, say('undone')])
      expect(await reported(bench, `${name}-readme-set`)).toMatchObject({
        OTEL_EXPORTER_OTLP_ENDPOINT: recorder.url,
      })
      expect(await reported(bench, `${name}-readme-undone`)).not.toHaveProperty(
        'OTEL_EXPORTER_OTLP_ENDPOINT',
      )
    })
  })
})
