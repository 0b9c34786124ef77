// Who runs us: our own parent first, the login shell second, and null rather than a guess.
import { describe, expect, it } from 'vitest'
import { detectShell, shellOf } from '../../src/survey/shell-detect.ts'
import type { Surroundings } from '../../src/world/surroundings.ts'

function on(platform: NodeJS.Platform, env: Record<string, string>): Surroundings {
  return { env, platform, home: '/home/u', cwd: '/', uid: platform === 'win32' ? null : 1000 }
}

it.each([
  ['bash', 'bash'],
  ['-zsh', 'zsh'],
  ['/usr/local/bin/fish', 'fish'],
  ['pwsh', 'powershell'],
  ['powershell.exe', 'powershell'],
  ['C:\\Windows\\System32\\cmd.exe', 'cmd'],
  ['CMD.EXE', 'cmd'],
  ['C:\\Program Files\\Git\\usr\\bin\\bash.exe', 'bash'],
  ['ksh93', 'ksh'],
  ['mksh', 'ksh'],
  ['csh', 'tcsh'],
  ['nu\n', 'nu'],
  ['elvish', 'elvish'],
  ['code', null],
  ['constructor', null],
  ['', null],
])('%j is %s', (program, shell) => {
  expect(shellOf(program)).toBe(shell)
})

describe('detectShell', () => {
  it.each<[string, NodeJS.Platform, Record<string, string>, string | null, string | null]>([
    ['the parent beats the login shell', 'linux', { SHELL: '/bin/bash' }, 'fish', 'fish'],
    ['an unknown parent leaves the login shell', 'linux', { SHELL: '/bin/zsh' }, 'sshd', 'zsh'],
    ['no parent leaves the login shell', 'darwin', { SHELL: '/bin/zsh' }, null, 'zsh'],
    ['neither', 'linux', {}, null, null],
    ['an unknown login shell', 'linux', { SHELL: '/bin/false' }, null, null],
    ['PowerShell on Linux', 'linux', { SHELL: '/bin/bash' }, 'pwsh', 'powershell'],
    ['a left-over $SHELL on Windows', 'win32', { SHELL: '/usr/bin/bash' }, null, null],
    ['Git Bash on Windows', 'win32', { SHELL: '/usr/bin/bash', MSYSTEM: 'MINGW64' }, null, 'bash'],
    ['a parent on Windows', 'win32', { SHELL: '/usr/bin/bash' }, 'pwsh.exe', 'powershell'],
  ])('%s', (_, platform, env, parent, shell) => {
    expect(detectShell(on(platform, env), parent)).toBe(shell)
  })
})
