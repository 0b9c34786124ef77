import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CompletionShell, completionScript } from '../../src/cli/completion.ts'
import { commands } from '../../src/cli/commands.ts'
import { scriptFor } from '../../src/cli/completion-shapes.ts'
import { part } from '../bed.ts'
import { hostile, shapes, situations } from './completion-shapes.ts'

const sorted = (words: readonly string[]): string[] => [...words].toSorted()
const posix = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A folder that is HOME and working directory at once, with the script and one file to complete. */
function room(shell: CompletionShell): string {
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-completion-'))
  writeFileSync(join(folder, 'script'), completionScript(shell, shapes))
  writeFileSync(join(folder, 'some-file'), '')
  return folder
}

function run(program: string, args: readonly string[], home: string): string {
  const env = {
    HOME: home,
    ZDOTDIR: home,
    PATH: process.env['PATH'] ?? '',
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
  }
  const { stdout, stderr, status } = spawnSync(program, args, {
    cwd: home,
    env,
    encoding: 'utf8',
    timeout: 30_000,
  })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
  expect(stderr).toBe('')
  return stdout
}

/** Words as bash's line editor makes them: it takes --option=value apart at the equals sign. */
function bashWords(line: string): string[] {
  return line
    .split(' ')
    .flatMap((word) => word.split(/(=)/).filter((piece, at) => piece !== '' || at === 0))
}

function inBash(bash: string, home: string, line: string): string[] {
  const words = bashWords(line)
  const drive = `source ./script
complete -p claude-telemetry >/dev/null || exit 9
COMP_WORDS=(${words.map(posix).join(' ')})
COMP_CWORD=${words.length - 1}
_claude_telemetry claude-telemetry
for word in "\${COMPREPLY[@]}"; do eval "printf '%s\\n' $word"; done`
  return run(bash, ['--norc', '--noprofile', '-c', drive], home).split('\n').filter(Boolean)
}

/** The line editor of a zsh in a terminal of its own; compadd is listened to, so the words come back whole. */
function inZsh(zsh: string, home: string, line: string): string[] {
  writeFileSync(
    join(home, 'inner'),
    `autoload -Uz compinit; if [[ -e ./dump ]]; then compinit -C -d ./dump; else compinit -u -d ./dump; fi
source ./script
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  local -a kept
  builtin compadd -O kept "$@"
  print -rl -- $kept >> ./offered
  builtin compadd "$@"
}
bindkey -e
bindkey '^I' complete-word
zstyle ':completion:*' list-prompt ''
LISTMAX=1000
PS1='ready> '
finish() { print -r done >> ./finished; exit }
zle -N finish
bindkey '^X' finish
print -r done >> ./loaded
`,
  )
  writeFileSync(
    join(home, 'outer'),
    `zmodload zsh/zpty zsh/zselect
wait_for() { integer i; for ((i = 0; i < 500; i++)); do [[ -e $1 ]] && return 0; zpty -r -t inner junk; zselect -t 2; done; return 1 }
rm -f ./offered ./finished ./loaded
zpty -b inner ${posix(zsh)} -f -i
zpty -w inner 'source ./inner'
wait_for ./loaded || exit 8
zpty -w -n inner ${posix(line)}$'\\t\\x18'
wait_for ./finished || exit 9
zpty -d inner
[[ -e ./offered ]] && cat ./offered
exit 0
`,
  )
  return run(zsh, ['-f', './outer'], home).split('\n').filter(Boolean)
}

function inFish(fish: string, home: string, line: string): string[] {
  const quoted = `'${line.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const text = run(fish, ['--no-config', '-c', `source ./script; complete -C ${quoted}`], home)
  return text
    .split('\n')
    .filter(Boolean)
    .map((row) => row.split('\t')[0] ?? '')
}

const shells = [
  ['bash', inBash],
  ['zsh', inZsh],
  ['fish', inFish],
] as const

describe.each(shells)('in the real %s', (shell, offeredBy) => {
  const program = part(shell)
  describe.skipIf(program === null)('a Tab', () => {
    let home: string
    const offered = (line: string): string[] => offeredBy(program ?? '', home, line)
    beforeAll(() => {
      home = room(shell)
    })
    afterAll(() => rmSync(home, { recursive: true, force: true }))

    test.each(situations)('%s', (line, words) => {
      expect(sorted(offered(line))).toEqual(sorted(words))
    })

    test('after one dash, short options too', () => {
      const words = offered('claude-telemetry init -')
      expect(words).toEqual(expect.arrayContaining(['-q', '-y', '--protocol']))
    })

    test('--option=value', () => {
      const words = offered('claude-telemetry init --protocol=htt').map((word) =>
        word.replace(/^--protocol=/, ''),
      )
      expect(sorted(words)).toEqual(['http/json', 'http/protobuf'])
    })

    test('a value without a list: files', () => {
      expect(offered('claude-telemetry init --home some-')).toEqual(['some-file'])
    })

    test('hostile choices are offered as they are, and nothing runs', () => {
      const words = offered('claude-telemetry odd --pick ')
      expect(sorted(words)).toEqual(sorted(hostile))
      expect(existsSync(join(home, 'ran'))).toBe(false)
    })

    test('no fault of grammar, here and in the script for the real table', () => {
      run(program ?? '', ['-n', './script'], home)
      writeFileSync(join(home, 'real'), scriptFor(shell, commands))
      run(program ?? '', ['-n', './real'], home)
    })
  })
})

const zsh = part('zsh')
test.skipIf(zsh === null)(
  'zsh says what is missing when its completion system is not loaded',
  () => {
    const home = room('zsh')
    const { stderr } = spawnSync(zsh ?? '', ['-f', '-c', 'source ./script'], {
      cwd: home,
      encoding: 'utf8',
      timeout: 10_000,
    })
    expect(stderr).toMatch(/autoload -Uz compinit && compinit/)
    rmSync(home, { recursive: true, force: true })
  },
)
