// A file that is made once: whoever comes second takes what is there, and nobody sees half of it.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeOnce } from '../../src/world/files.ts'

test('many at once agree on one text', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ct-once-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'secret')
  const texts = Array.from({ length: 30 }, (_, at) => `secret ${at}`.repeat(50))
  const made = await Promise.all(texts.map((text) => makeOnce(path, text, 0o600)))
  expect(made.filter(Boolean)).toHaveLength(1)
  expect(await readFile(path, 'utf8')).toBe(texts[made.indexOf(true)])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await makeOnce(path, 'another', 0o600)).toBe(false)
  expect(await readdir(folder)).toEqual(['secret'])
})
