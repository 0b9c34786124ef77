// Shells: a script of ours, a block that loads it, and a profile that is as it was afterwards.
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { envChange } from '../../src/env/change.ts'
import { spell } from '../../src/env/shells/registry.ts'
import { describe as described } from '../../src/placing/proposal.ts'
import { planShell, type ShellWish } from '../../src/placing/shell.ts'
import { sourceLine } from '../../src/placing/shell-files.ts'
import { applied, type Bench, bench, disconnect, tree } from './bench.ts'

const A = envChange({
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14318',
})
const S = envChange({ OTEL_EXPORTER_OTLP_HEADERS: 'x=hush' })
const isUnix = process.platform !== 'win32'

let to: Bench
beforeEach(() => void (to = bench({ platform: 'linux' })))
afterEach(() => to.end())

const wish = (shell: string, change = A): ShellWish => ({
  shell,
  change,
  scripts: join(to.home, 'own'),
  own: 'claude-telemetry',
  spell,
})
const plan = (shell: string, change = A) =>
  planShell(to.around, wish(shell, change), JSON.parse(JSON.stringify(to.receipt.placements)))
const place = async (shell: string, change = A): Promise<void> =>
  applied(to, await plan(shell, change))
const put = (name: string, text: string | Buffer): void => {
  mkdirSync(dirname(join(to.home, name)), { recursive: true })
  writeFileSync(join(to.home, name), text)
}
const read = (name: string): string => readFileSync(join(to.home, name), 'latin1')

const profiles = { bash: '.bashrc', zsh: '.zshrc', powershell: '.config/powershell/profile.ps1' }

describe.each(Object.entries(profiles))('%s', (shell, profile) => {
  const texts = [
    '',
    'export A=1\n',
    'no newline',
    'a\r\nb\r\n',
    Buffer.from('# caf\xe9 \xff\n', 'latin1'),
  ]
  it.each(texts)('gives a profile back byte for byte: %j', async (text) => {
    put(profile, text)
    const before = tree(to.home)
    await place(shell)
    const once = tree(to.home)
    await place(shell)
    expect(tree(to.home)).toEqual(once)
    expect(read(profile)).toContain('own')
    await place(shell, S)
    expect((await disconnect(to)).map((result) => result.done)).toEqual([true, true])
    expect(tree(to.home)).toEqual(before)
  })

  it('leaves nothing where nothing was', async () => {
    await place(shell)
    await disconnect(to)
    expect(tree(to.home)).toEqual([])
  })

  it('keeps what was written before and behind the block since', async () => {
    put(profile, 'one\n')
    await place(shell)
    put(profile, `zero\n${read(profile)}two\n`)
    await disconnect(to)
    expect(read(profile)).toBe('zero\none\ntwo\n')
  })

  it('names a block and a script that somebody changed, and leaves both', async () => {
    put(profile, 'one\n')
    await place(shell)
    put(profile, read(profile).replace('if ', 'if true; if '))
    const script = `own/env.${shell === 'powershell' ? 'ps1' : shell}`
    put(script, `${read(script)}# mine\n`)
    expect((await plan(shell)).map((proposal) => proposal.conflicts.length)).toEqual([1, 1])
    expect((await disconnect(to)).map((result) => result.change.action)).toEqual(['left', 'left'])
    expect(read(profile)).toContain('if true; ')
    expect(read(script)).toContain('# mine')
  })
})

describe('fish', () => {
  it('has a file of its own in the folder that it loads', async () => {
    await place('fish')
    expect(read('.config/fish/conf.d/claude-telemetry.fish')).toContain(
      'set -gx CLAUDE_CODE_ENABLE_TELEMETRY',
    )
    await disconnect(to)
    expect(tree(to.home)).toEqual([])
  })

  it.runIf(isUnix)(
    'gets a closed file for a secret, also when it was open before, and no secret is shown',
    async () => {
      await place('fish')
      const [proposal] = await plan('fish', S)
      await place('fish', S)
      expect(
        statSync(join(to.home, '.config/fish/conf.d/claude-telemetry.fish')).mode & 0o777,
      ).toBe(0o600)
      expect(described(proposal!) + JSON.stringify(to.receipt)).not.toContain('hush')
      await disconnect(to)
      expect(tree(to.home)).toEqual([])
    },
  )

  it('does not take a file that is not ours without asking', async () => {
    put('.config/fish/conf.d/claude-telemetry.fish', '# theirs\n')
    const before = tree(to.home)
    expect((await plan('fish')).flatMap((proposal) => proposal.conflicts)).toHaveLength(1)
    await place('fish')
    await disconnect(to)
    expect(tree(to.home)).toEqual(before)
  })
})

describe('the file', () => {
  const pathOf = async (shell: string) =>
    (await plan(shell)).at(-1)!.found.path.slice(to.home.length + 1)

  it('follows ZDOTDIR and XDG_CONFIG_HOME', async () => {
    to = {
      ...to,
      around: {
        ...to.around,
        env: { ZDOTDIR: join(to.home, 'z'), XDG_CONFIG_HOME: join(to.home, 'x') },
      },
    }
    expect([await pathOf('zsh'), await pathOf('fish'), await pathOf('powershell')]).toEqual([
      'z/.zshrc',
      'x/fish/conf.d/claude-telemetry.fish',
      'x/powershell/profile.ps1',
    ])
  })

  it('of bash on macOS is the one that a login shell reads', async () => {
    to = { ...to, around: { ...to.around, platform: 'darwin' } }
    expect(await pathOf('bash')).toBe('.bash_profile')
    put('.profile', '')
    expect(await pathOf('bash')).toBe('.profile')
    put('.bash_profile', '')
    expect(await pathOf('bash')).toBe('.bash_profile')
  })

  it.runIf(isUnix)('behind a link is written, and the link stays', async () => {
    put('dotfiles/zshrc', 'one\n')
    symlinkSync('dotfiles/zshrc', join(to.home, '.zshrc'))
    const before = tree(to.home)
    await place('zsh')
    expect(read('dotfiles/zshrc')).toContain('claude-telemetry')
    await disconnect(to)
    expect(tree(to.home)).toEqual(before)
  })

  it('is refused when a block has no end or the text is in a two-byte encoding', async () => {
    put('.bashrc', '# >>> claude-telemetry >>>\n')
    await expect(plan('bash')).rejects.toMatchObject({ code: 'profile-ambiguous' })
    put('.bashrc', Buffer.from('\uFEFFa\n', 'utf16le'))
    await expect(plan('bash')).rejects.toMatchObject({ code: 'profile-ambiguous' })
  })
})

it('quotes the path of the script for the shell that reads it', () => {
  expect(sourceLine('bash', "/a b/$(id)'")).toBe(
    `if [ -r '/a b/$(id)'\\''' ]; then . '/a b/$(id)'\\'''; fi`,
  )
  expect(sourceLine('powershell', 'C:\\it’s')).toBe(
    "if (Test-Path -LiteralPath 'C:\\it’’s') { . 'C:\\it’’s' }",
  )
})

it.each(['elvish', 'tcsh', 'nu', 'dash', 'cmd'])(
  'offers a line instead of an edit for %s',
  async (shell) => {
    await expect(plan(shell)).rejects.toMatchObject({
      code: 'unknown-shell',
      hints: expect.arrayContaining([expect.stringContaining('claude-telemetry')]),
    })
  },
)
