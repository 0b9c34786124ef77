// Headers are a secret: they reach the receiver unchanged, and stand nowhere but where Claude Code reads them.
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import type { Export } from '../fakes/otlp-recorder.ts'
import { treeOf } from '../program/sealed.ts'
import { isHelpful } from '../program/stage.ts'
import { initArgs, type SetUpStage, setUpStage } from './settings-stage.ts'

const secret = 'Basic c2VjcmV0OndvcmRz== and = more'
const second = `it's "50;1" \`of\` $HOME\\ {a:1}`
const text = `Authorization=${secret}\nX-Scope: ${second}\n`
const headersSeen = (sent: readonly Export[]): unknown[] =>
  sent.map(({ headers }) => [headers['authorization'], headers['x-scope']])

async function privateHeaders({ home }: SetUpStage, mode = 0o600): Promise<string> {
  const file = join(home, 'project', 'my headers')
  await writeFile(file, text, { mode })
  return file
}

async function filesHolding(folder: string, word: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  const holds = await Promise.all(
    files.map(async (file) => (await readFile(file)).toString('latin1').includes(word)),
  )
  return files.filter((_, index) => holds[index] === true).map((file) => file.slice(folder.length))
}

/** Every command line on this machine while something runs. */
async function watchedArguments(during: Promise<unknown>): Promise<string> {
  const seen: string[] = []
  const running = { yet: true }
  const ended = during.finally(() => (running.yet = false))
  while (running.yet) {
    for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
      seen.push(await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await ended
  return seen.join('\n')
}

const ways = [
  ['http/json', 'file'],
  ['http/protobuf', '-'],
  ['grpc', 'file'],
  ['grpc', '-'],
] as const

describe.each(clientVersions)('with the client %s', (version) => {
  test.skipIf(part(`claude-${version}`) === null).each(ways)(
    'over %s, from %s: they arrive unchanged, and are seen nowhere else',
    async (protocol, from) => {
      const stage = await setUpStage({ over: protocol === 'grpc' ? 'grpc' : 'http' })
      const { home, init, program, recorder, session } = stage
      const file = from === '-' ? '-' : await privateHeaders(stage)
      const flags = ['--protocol', protocol, '--headers-file', file]
      const starting = init(flags, from === '-' ? { stdin: text } : {})
      const lines = await watchedArguments(starting)
      // The canary of init sends them, and so does the client.
      const sent = await session(version)
      expect(sent.exports).toHaveLength(2)
      expect(recorder.exports).toHaveLength(4)
      for (const pair of headersSeen(recorder.exports)) expect(pair).toEqual([secret, second])

      expect(lines).toContain('--headers-file')
      const said = [lines, JSON.stringify(await starting)]
      for (const verb of [
        ['connect', '--dry-run'],
        ['connect', '--yes'],
        ['config', 'show'],
        ['status'],
        ['verify', '--verbose'],
        ['doctor', '--full'],
        ['disconnect', '--dry-run'],
      ])
        for (const more of [[], ['--json']])
          said.push(JSON.stringify(await program.run([...verb, ...more])))
      for (const part of [secret, 'c2VjcmV0', 'of` $HOME'])
        expect(said.join('\n')).not.toContain(part)

      const settings = join(home, '.claude', 'settings.json')
      expect((await stat(settings)).mode & 0o777).toBe(0o600)
      const kept = from === '-' ? '/.config/claude-telemetry/headers' : '/project/my headers'
      expect((await filesHolding(home, 'c2VjcmV0')).toSorted()).toEqual(
        ['/.claude/settings.json', kept].toSorted(),
      )
      expect((await stat(join(home, kept))).mode & 0o777).toBe(0o600)
    },
  )
})

describe('a place that others can read is refused, with a line that mends it', () => {
  test('the headers file', async () => {
    const stage = await setUpStage()
    const file = await privateHeaders(stage, 0o644)
    const before = await treeOf(stage.home)
    const args = initArgs(stage.recorder.url, ['--headers-file', file])
    const refused = await stage.program.run(args)
    expect(refused.code).not.toBe(0)
    isHelpful(refused)
    expect(await treeOf(stage.home)).toEqual(before)
    await typeHint(stage, refused.stderr)
    expect((await stage.program.run(args)).code).toBe(0)
  })

  test('a settings.json of the user', async () => {
    const stage = await setUpStage()
    const file = await privateHeaders(stage)
    // HOME of the stage is closed to others, which is shelter enough: this one is open like most.
    await chmod(stage.home, 0o755)
    await mkdir(join(stage.home, '.claude'), { mode: 0o755 })
    const settings = join(stage.home, '.claude', 'settings.json')
    await writeFile(settings, '{"model":"opus"}', { mode: 0o644 })
    const args = initArgs(stage.recorder.url, ['--headers-file', file])
    const refused = await stage.program.run(args)
    expect(refused.code).not.toBe(0)
    expect(await readFile(settings, 'utf8')).toBe('{"model":"opus"}')
    await typeHint(stage, refused.stderr)
    expect((await stage.program.run(args)).code).toBe(0)
    expect((await stat(settings)).mode & 0o777).toBe(0o600)
  })
})

/** The last line of a refusal is typed as it stands. */
async function typeHint({ program }: SetUpStage, stderr: string): Promise<void> {
  const line = stderr.trimEnd().split('\n').at(-1)?.trim() ?? ''
  expect(line).toMatch(/^chmod 600 /)
  expect(await program.run(['-c', line], { command: ['/bin/sh'] })).toMatchObject({ code: 0 })
}
