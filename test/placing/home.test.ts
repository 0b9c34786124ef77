// A home is edited only by its owner.
import { chownSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { refuseForeignHome } from '../../src/placing/home.ts'
import { planSettings } from '../../src/placing/settings.ts'
import { apply } from '../../src/placing/apply.ts'
import { settingsFile } from '../../src/placing/settings.ts'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Bench, bench } from './bench.ts'

let to: Bench
beforeEach(() => void (to = bench()))
afterEach(() => to.end())

it('of ours is fine, and so is a system without owners', async () => {
  await expect(refuseForeignHome(to.around)).resolves.toBeUndefined()
  await expect(refuseForeignHome({ ...to.around, uid: null })).resolves.toBeUndefined()
})

it.runIf(process.platform !== 'win32')('of somebody else is refused', async () => {
  await expect(refuseForeignHome({ ...to.around, uid: 54321 })).rejects.toMatchObject({
    code: 'home-of-another-user',
  })
})

it.runIf(process.platform !== 'win32')('does not take a file of somebody else', async () => {
  const path = settingsFile(to.around)
  mkdirSync(dirname(path))
  writeFileSync(path, '{}')
  const plan = planSettings({ ...to.around, uid: 54321 }, [{ name: 'X', value: '1' }], [])
  await expect(plan).rejects.toMatchObject({ code: 'file-unwritable' })
})

it.runIf(process.getuid?.() === 0)('as root leaves a file to whom it belongs', async () => {
  const path = settingsFile(to.around)
  mkdirSync(dirname(path))
  writeFileSync(path, '{}')
  chownSync(path, 65534, 65533)
  await apply(
    await planSettings(to.around, [{ name: 'X', value: '1' }], []),
    to.backups,
    async () => undefined,
  )
  const { uid, gid } = statSync(path)
  expect([uid, gid]).toEqual([65534, 65533])
})
