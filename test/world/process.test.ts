// Climbing from us to the shell that a person uses, past what npm and Node put in between.
import { describe, expect, it } from 'vitest'
import { type Ancestor, fromTable, parentName, pastWrappers } from '../../src/world/process.ts'

function chain(...commands: string[]): Ancestor[] {
  return commands.map((command) => {
    const args = command.split(' ')
    return { name: (args[0] ?? '').split('/').at(-1) ?? '', args }
  })
}

describe('pastWrappers', () => {
  it.each<[string, Ancestor[], string | null]>([
    ['a shell', chain('-zsh', '/usr/bin/login'), '-zsh'],
    ['a forked shell inside $( )', chain('bash', 'bash'), 'bash'],
    ['npx', chain('sh -c claude-telemetry env', 'npm exec claude-telemetry env', 'fish'), 'fish'],
    [
      'npm start',
      chain('sh -c node src/main.ts', 'node /usr/bin/npm start', 'tcsh', 'sshd'),
      'tcsh',
    ],
    [
      'pnpm and yarn',
      chain('/bin/sh -c x', 'node /opt/pnpm.cjs dlx', 'node yarn.js', 'zsh'),
      'zsh',
    ],
    [
      'a shell of somebody who is no wrapper',
      chain('sh -c eval "$(claude-telemetry env)"', 'make'),
      'sh',
    ],
    ['bash -lc of a person, below a shell', chain('bash -lc x', 'zsh'), 'bash'],
    ['our own starter', chain('sh /home/u/.local/bin/claude-telemetry env', 'elvish'), 'elvish'],
    ['a shell whose options only look alike', chain('elvish -norc', 'node x.js', 'zsh'), 'elvish'],
    ['a script', chain('bash ./setup.sh', 'zsh'), 'bash'],
    ['no shell at all', chain('node x.js', 'systemd'), 'systemd'],
    ['only wrappers', chain('node x.js'), null],
    ['nothing', [], null],
  ])('%s', (_, ancestors, name) => {
    expect(pastWrappers(ancestors)).toBe(name)
  })

  it('knows Node under the name of its main thread', () => {
    const node = { name: 'MainThread', args: ['/usr/bin/node', 'x.js'] }
    expect(pastWrappers([node, ...chain('zsh')])).toBe('zsh')
  })
})

it('reads the table of ps from our parent up, and ends at a loop', () => {
  const table =
    '    1     0 /sbin/launchd\n  50     1 -zsh\n  60    50 node /x/npx env\n  70 60 sh -c x\n  80 80 loop\n'
  expect(fromTable(table, 70).map(({ name }) => name)).toEqual(['sh', 'node', '-zsh', 'launchd'])
  expect(fromTable(table, 80)).toHaveLength(16)
  expect(fromTable('no table', 1)).toEqual([])
})

it('answers on this machine without failing', async () => {
  const name = await parentName()
  expect(name === null || name.length > 0).toBe(true)
})
