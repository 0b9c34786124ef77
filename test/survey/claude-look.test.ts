import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claudeFindings, lookAtClaude } from '../../src/survey/claude.ts'
import { registryText } from '../../src/survey/layers-managed.ts'
import { lookAtLayers } from '../../src/survey/layers.ts'
import type { Surroundings } from '../../src/world/surroundings.ts'
import { nothingOfOurs, ours } from './traps-facts.ts'

let home: string
let around: Surroundings
const options = () => ({ managedFolder: join(home, 'managed'), askSystem: false })

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'claude-look-'))
  around = {
    env: { PATH: join(home, 'bin') },
    platform: process.platform,
    home,
    cwd: join(home, 'app/deep'),
    uid: 1000,
  }
  await mkdir(around.cwd, { recursive: true })
})
afterEach(() => rm(home, { recursive: true, force: true }))

async function put(path: string, text: string): Promise<string> {
  const whole = join(home, path)
  await mkdir(dirname(whole), { recursive: true })
  await writeFile(whole, text)
  return whole
}
const env = (endpoint: string): string =>
  JSON.stringify({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } })

describe('layers on the disk', () => {
  it('are read in the order in which they win', async () => {
    await put('managed/managed-settings.json', env('base'))
    await put('managed/managed-settings.d/20-b.json', env('b'))
    await put('managed/managed-settings.d/10-a.json', env('a'))
    await put('managed/managed-settings.d/.30-hidden.json', env('hidden'))
    await put('managed/managed-settings.d/40.txt', env('text'))
    await put('.claude/remote-settings.json', env('server'))
    await put('.claude/settings.json', env('user'))
    await put('.claude.json', env('state'))
    await put('app/deep/.claude/settings.json', env('project'))
    await put('app/deep/.claude/settings.local.json', env('local'))
    await put('app/.claude/settings.json', env('above'))
    around = { ...around, env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'shell', HOME: home } }
    const layers = await lookAtLayers(around, options())
    expect(layers.map(({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: value } }) => value)).toEqual([
      'server',
      'b',
      'a',
      'base',
      'local',
      'project',
      'user',
      'state',
      'shell',
    ])
    expect(layers.map(({ name }) => name)).toEqual([
      'managed',
      'managed',
      'managed',
      'managed',
      'local',
      'project',
      'user',
      'state',
      'shell',
    ])
  })

  it('follow CLAUDE_CONFIG_DIR, and forget what is nobody’s business', async () => {
    await put('moved/settings.json', env('moved'))
    await put('.claude/settings.json', env('left behind'))
    around = {
      ...around,
      env: { CLAUDE_CONFIG_DIR: join(home, 'moved'), ANTHROPIC_API_KEY: 'hush' },
    }
    const layers = await lookAtLayers(around, options())
    expect(layers.find(({ name }) => name === 'user')?.env).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'moved',
    })
    expect(JSON.stringify(layers)).not.toContain('hush')
  })

  it('absent, unparsable and unreadable are told apart', async () => {
    await put('.claude/settings.json', '{ // c\n}')
    await mkdir(join(around.cwd, '.claude/settings.json'), { recursive: true })
    const layers = await lookAtLayers(around, options())
    const state = (name: string) => layers.find((layer) => layer.name === name)?.state
    expect([state('managed'), state('user'), state('project'), state('shell')]).toEqual([
      'absent',
      'unparsable',
      'unreadable',
      'read',
    ])
  })

  it('in the home folder the user file is no project file', async () => {
    await put('.claude/settings.json', env('user'))
    const layers = await lookAtLayers({ ...around, cwd: home }, options())
    expect(layers.map(({ name }) => name)).toEqual([
      'managed',
      'managed',
      'local',
      'user',
      'state',
      'shell',
    ])
  })

  it('the registry answer is cut out of its line', () => {
    const stdout =
      '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\ClaudeCode\r\n    Settings    REG_SZ    {"env":{"A":"b c"}}\r\n\r\n'
    expect(registryText(stdout)).toBe('{"env":{"A":"b c"}}')
    expect(registryText('ERROR: not found')).toBeNull()
  })
})

describe.skipIf(process.platform === 'win32')('clients on the disk', () => {
  async function program(path: string, script: string): Promise<string> {
    const whole = await put(path, `#!/bin/sh\n${script}\n`)
    await chmod(whole, 0o755)
    return whole
  }

  it('the first on the PATH, behind its link, and others once', async () => {
    const real = await program('versions/2.1.300', 'echo "2.1.300 (Claude Code)"')
    await mkdir(join(home, 'bin'))
    await symlink(real, join(home, 'bin/claude'))
    await mkdir(join(home, '.local/bin'), { recursive: true })
    await symlink(real, join(home, '.local/bin/claude'))
    await program('.claude/local/claude', 'echo broken; exit 3')
    await put('.npm-global/bin/claude', 'not a program')
    const seen = await lookAtClaude(around, options())
    expect(seen.version).toEqual([2, 1, 300])
    expect(
      seen.clients.map(({ path, realPath, version, trouble }) => [
        path,
        realPath,
        version,
        trouble,
      ]),
    ).toEqual([
      [join(home, 'bin/claude'), real, [2, 1, 300], null],
      [
        join(home, '.claude/local/claude'),
        join(home, '.claude/local/claude'),
        null,
        '--version ended with code 3 and no version',
      ],
    ])
    const installed = claudeFindings(seen, {
      endpoint: ours,
      variables: [],
      connected: false,
    }).filter(({ id }) => id === 'claude-installed')
    expect(installed.map(({ level, text }) => [level, text])).toEqual([
      ['ok', `Claude Code 2.1.300, at ${join(home, 'bin/claude')} (behind it: ${real}).`],
      [
        'note',
        `Another Claude Code lies at ${join(home, '.claude/local/claude')} (unknown version); the first on the PATH is the one that runs.`,
      ],
    ])
  })

  it('editors, the Desktop app and the SDK', async () => {
    const folder = '.vscode/extensions/anthropic.claude-code-'
    await put(`${folder}2.1.99-linux-x64/package.json`, '{"version":"2.1.99"}')
    await put(`${folder}2.1.320-linux-x64/package.json`, '{"version":"2.1.320"}')
    await put(`${folder}2.1.320-linux-x64/resources/native-binary/claude`, '')
    await put('.cursor-server/extensions/anthropic.claude-code-2.1.310/readme', '')
    await put(
      'app/node_modules/@anthropic-ai/claude-agent-sdk/package.json',
      '{"version":"0.3.1","claudeCodeVersion":"2.1.305"}',
    )
    const mac = { ...around, platform: 'darwin' as const }
    await put('Library/Application Support/Claude/claude-code/2.1.301/claude', '')
    await put('Library/Application Support/Claude/claude-code/2.1.300/claude', '')
    const seen = await lookAtClaude(mac, options())
    const said = [...seen.editors, ...seen.desktops, ...seen.sdks].map(({ product, version }) => [
      product,
      version?.join('.'),
    ])
    expect(said).toEqual([
      ['VS Code', '2.1.320'],
      ['Cursor (remote)', '2.1.310'],
      [`Desktop app (${join(home, 'Library/Application Support/Claude')})`, '2.1.301'],
      ['Agent SDK 0.3.1', '2.1.305'],
    ])
    expect(seen.editors[0]?.path).toContain('native-binary')
  })

  it('a headers helper that is missing, and one that only a shell could tell', async () => {
    const there = await program('helper', 'echo {}')
    const helper = async (command: string) => {
      await put('.claude/settings.json', JSON.stringify({ otelHeadersHelper: command }))
      return (await lookAtClaude(around, options())).helper?.programFound
    }
    expect(await helper(there)).toBe(true)
    expect(await helper(`'${there}' --flag`)).toBe(true)
    expect(await helper('~/helper')).toBe(true)
    expect(await helper(join(home, 'no-such'))).toBe(false)
    expect(await helper('$HOME/helper')).toBeNull()
    expect(await helper('op read x')).toBeNull()
  })

  it('nothing at all is no crash', async () => {
    const seen = await lookAtClaude(around, options())
    expect(seen).toMatchObject({
      clients: [],
      editors: [],
      desktops: [],
      sdks: [],
      version: null,
      helper: null,
      shell: 'posix',
    })
    expect(
      claudeFindings(seen, {
        endpoint: null,
        variables: [],
        connected: false,
        ...nothingOfOurs,
      }).map(({ id }) => id),
    ).toContain('telemetry-enabled')
  })
})
