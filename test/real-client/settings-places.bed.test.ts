// The same settings through a real shell, against what a user's own shell says, and gone without a trace.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { commandWord, loadLine, type ShellName } from '../../src/env/shells/registry.ts'
import { clientVersions, part } from '../bed.ts'
import { otlpRecorder } from '../fakes/otlp-recorder.ts'
import type { Ran } from '../program/sealed.ts'
import { ends } from '../program/stage.ts'
import { clientEnv, clientPath } from './client.ts'
import { distinct, initArgs, type SetUpStage, setUpStage } from './settings-stage.ts'

const version = clientVersions[1]
const isMissing = part(`claude-${version}`) === null
const label = `it's "a b"; $HOME \`x\` \\ 50% ü`
const wishes = ['--resource-attributes', `note=${label}`, '--include-version']

/** A shell of the user, with the client in it; `shell` is told to read no files but those that a test wants. */
function inShell({ program, home, api }: SetUpStage, shell: string[], line: string): Promise<Ran> {
  const env = clientEnv({ home, api: api.url })
  return program.run(['-c', line], { command: [shell[0] ?? '', ...shell.slice(1)], env, cwd: home })
}

const client = `'${isMissing ? '' : clientPath(version)}' -p 'Say hello.'`

function delivered({ recorder }: SetUpStage, before: number): unknown {
  const sent = recorder.exports.slice(before)
  const texts = sent.map(({ message }) => JSON.stringify(JSON.parse(message.toString())))
  return distinct(
    texts.map((text) => text.includes(JSON.stringify(label)) && text.includes(version)),
  )
}

const quiet = {
  bash: ['--norc'],
  zsh: ['-f'],
  dash: [],
  ksh: [],
  fish: ['--no-config'],
  tcsh: ['-f'],
} as const satisfies Partial<Record<ShellName, readonly string[]>>

describe.skipIf(isMissing)('env, loaded into a real shell', () => {
  for (const name of Object.keys(quiet) as (keyof typeof quiet)[]) {
    const flags = quiet[name]
    const path = part(name)
    test.skipIf(path === null)(`in ${name}`, async () => {
      const stage = await setUpStage({ turns: () => [hello] })
      const args = initArgs(stage.recorder.url, [...wishes, '--connect', 'none'])
      await ends(stage.program.run(args), 0)
      const own = commandWord(
        name,
        join(stage.home, '.local/share/claude-telemetry/bin/claude-telemetry'),
      )
      const before = stage.recorder.exports.length
      // Nothing was placed: alone, the client sends nothing.
      await ends(inShell(stage, [path ?? '', ...flags], client), 0)
      expect(stage.recorder.exports).toHaveLength(before)
      await ends(
        inShell(
          stage,
          [path ?? '', ...flags],
          `${loadLine(name, `${own} env --shell ${name}`)}\n${client}`,
        ),
        0,
      )
      expect(stage.recorder.exports).toHaveLength(before + 2)
      expect(delivered(stage, before)).toEqual([true])
    })
  }
})

const hello = { text: 'Hello.', usage: { input_tokens: 10, output_tokens: 5 } }

describe.skipIf(isMissing)('the place that --connect names', () => {
  test.skipIf(part('bash') === null)('shell: a new shell of the user has them', async () => {
    const stage = await setUpStage({ turns: () => [hello] })
    const bash = part('bash') ?? ''
    await stage.init([...wishes, '--connect', 'shell'], { env: { SHELL: bash } })
    const before = stage.recorder.exports.length
    await ends(inShell(stage, [bash, '-i'], client), 0)
    expect(delivered(stage, before)).toEqual([true])
    await ends(stage.program.run(['uninstall', '--yes']), 0)
    const after = stage.recorder.exports.length
    await ends(inShell(stage, [bash, '-i'], client), 0)
    expect(stage.recorder.exports).toHaveLength(after)
  })

  test('settings: they beat the same names in the shell', async () => {
    const stage = await setUpStage()
    await stage.init(['--connect', 'settings'])
    const env = {
      CLAUDE_CODE_ENABLE_TELEMETRY: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_METRICS_EXPORTER: 'none',
    }
    expect((await stage.session(version, { env })).exports).toHaveLength(2)
  })
})

describe.skipIf(isMissing)('what the shell of the user says besides', () => {
  const name = 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'

  test('an endpoint for one signal takes that signal away: doctor names it, and its fix helps', async () => {
    const [stage, other] = await Promise.all([setUpStage(), otlpRecorder()])
    onTestFinished(() => other.close())
    await stage.init([])
    const env = { [name]: `${other.url}/v1/metrics` }
    const taken = await stage.session(version, { env })
    expect(taken.exports.map(({ signal }) => signal)).toEqual(['logs'])
    expect(other.exports.map(({ path }) => path)).toEqual(['/v1/metrics'])

    const said = await stage.program.json(['doctor', '--only', 'endpoint-signal'], { env })
    expect(said.data.findings).toMatchObject([{ id: 'endpoint-signal', level: 'error' }])
    const [{ text, layer, fix }] = said.data.findings
    expect(text).toContain(name)
    expect(layer).toContain('shell')
    // The fix is typed where the trouble is.
    const before = stage.recorder.exports.length
    const line = `export ${name}='${env[name]}'\n${fix}\n${client}`
    await ends(inShell(stage, ['/bin/sh'], line), 0)
    expect(stage.recorder.exports).toHaveLength(before + 2)
    expect(other.exports).toHaveLength(1)
  })
})

describe.skipIf(isMissing)('afterwards', () => {
  test.each([
    ['labels, in a file of the user', wishes, '{\r\n\t"model": "sonnet",\r\n\t"env": {"A": "1"}}'],
    ['headers, in a file of the user', ['--headers-file', '-'], '{ "hooks": {} }\n\n'],
    ['content, where no file was', ['--traces', '--log-tool-content'], null],
  ])('uninstall leaves settings.json as it was: %s', async (_, flags, text) => {
    const stage = await setUpStage()
    const file = join(stage.home, '.claude', 'settings.json')
    await mkdir(join(stage.home, '.claude'))
    if (text !== null) await writeFile(file, text, { mode: 0o600 })
    await stage.init(flags, { stdin: 'Authorization=Bearer x\n' })
    expect((await stage.session(version)).exports.length).toBeGreaterThan(0)
    await ends(stage.program.run(['uninstall', '--yes']), 0)
    expect(await readFile(file, 'utf8').catch(() => null)).toBe(text)
    expect((await stage.session(version)).exports).toEqual([])
  })
})
