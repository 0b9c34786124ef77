// Shells: of a machine made of temporary folders, and of the one that we are on.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookAtShells, shellsFindings, shellsIn } from '../../src/survey/shells.ts'
import { surroundings } from '../../src/world/surroundings.ts'
import type { Surroundings } from '../../src/world/surroundings.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shells-'))
  for (const place of ['bin', 'far', 'bin/zsh']) await mkdir(join(folder, place))
  for (const file of ['bin/fish', 'bin/bash', 'far/tcsh', 'far/bash', 'far/rbash']) {
    await writeFile(join(folder, file), '')
    await chmod(join(folder, file), 0o755)
  }
  await writeFile(join(folder, 'bin/elvish'), 'not executable', { mode: 0o644 })
  const list = [
    '# shells',
    `${folder}/far/tcsh`,
    `${folder}/far/bash`,
    `${folder}/far/rbash`,
    `${folder}/gone/ksh`,
    '',
  ]
  await writeFile(join(folder, 'list'), list.join('\n'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('looking', () => {
  test.skipIf(process.platform === 'win32')(
    'PATH first, then the list; only what exists, runs and is known',
    async () => {
      const around: Surroundings = {
        env: { PATH: `.:${folder}/bin:relative`, SHELL: '/usr/bin/zsh' },
        platform: 'linux',
        home: folder,
        cwd: folder,
        uid: 1,
      }
      expect(await lookAtShells(around, 'fish', join(folder, 'list'))).toEqual({
        present: [
          { name: 'bash', path: join(folder, 'bin/bash') },
          { name: 'fish', path: join(folder, 'bin/fish') },
          { name: 'tcsh', path: join(folder, 'far/tcsh') },
        ],
        running: 'fish',
        login: '/usr/bin/zsh',
      })
    },
  )

  test('this machine has at least one', async () => {
    const seen = await lookAtShells(surroundings(), null)
    expect(seen.present.length).toBeGreaterThan(0)
  })

  test('comments and blanks in the list are passed over', () => {
    expect(shellsIn('# a\n\n /bin/sh \nbin/no\n/bin/zsh')).toEqual(['/bin/sh', '/bin/zsh'])
  })
})

describe('what is said', () => {
  const present = [{ name: 'bash', path: '/bin/bash' }]
  test('an unknown one can be named', () => {
    expect(shellsFindings({ present, running: null, login: null })[0]).toMatchObject({
      level: 'note',
      fix: expect.stringContaining('--shell'),
    })
  })
  test('a login shell that is another is told', () => {
    const [finding] = shellsFindings({ present, running: 'fish', login: '/bin/bash' })
    expect(finding).toMatchObject({
      level: 'ok',
      text: 'Shells on this machine: bash. fish runs us, the login shell is bash.',
    })
  })
})
