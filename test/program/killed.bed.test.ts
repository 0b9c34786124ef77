// Ended from outside: by a signal that can be heard, and by one that cannot, at any moment.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { scale } from '../scale.ts'
import { type Ran, type Sealed, entry, sealed } from './sealed.ts'
import { ends, leftovers, remote } from './stage.ts'

let recorder: OtlpRecorder
beforeAll(async () => {
  recorder = await otlpRecorder()
})
afterAll(() => recorder.close())

let box: Sealed
beforeEach(async () => {
  recorder.say(200)
  box = await sealed()
  return () => box.remove()
})

/** `timeout` sends the signal, and ends as the program does. */
const killed = (seconds: number, signal: string, args: readonly string[]): Promise<Ran> =>
  box.run([], {
    command: [
      '/usr/bin/timeout',
      '--preserve-status',
      '-s',
      signal,
      String(seconds),
      process.execPath,
      entry,
      ...args,
    ],
  })

describe('a signal that is heard', () => {
  it.each([
    ['TERM', 143],
    ['HUP', 143],
    ['INT', 130],
  ])(
    '%s while the endpoint hangs: %i, and what stands is completed by the next run',
    async (signal, code) => {
      recorder.say('hang')
      const ran = await ends(killed(1.5, signal, remote(recorder.url)), code)
      expect(ran.stdout).toBe('')
      expect(ran.stderr).toContain('Run the same command again')
      expect(leftovers(await box.tree())).toEqual([])
      recorder.say(200)
      await ends(box.run(remote(recorder.url)), 0)
    },
  )
})

describe('a signal that is not heard', () => {
  const settings = '{\n\t"model": "opus"\n}'
  beforeEach(async () => {
    await mkdir(join(box.home, '.claude'))
    await writeFile(join(box.home, '.claude/settings.json'), settings)
  })

  /** From before the first write to after the last: what is left then is what any crash leaves. */
  const moments = Array.from(
    { length: scale.killedRuns },
    (_, at) => 0.06 + (at * 0.3) / scale.killedRuns,
  )

  it.each(moments)(
    'init, after %d s: the next run completes it, and undoing gives every byte back',
    async (moment) => {
      const before = await box.tree()
      await killed(moment, 'KILL', remote(recorder.url))
      await ends(box.run(remote(recorder.url)), 0)
      await ends(box.run(['uninstall', '--yes']), 0)
      expect(await box.tree()).toEqual(before)
    },
  )

  it.each(moments)('uninstall, after %d s: the next run completes it', async (moment) => {
    const before = await box.tree()
    await ends(box.run(remote(recorder.url)), 0)
    await killed(moment, 'KILL', ['uninstall', '--yes'])
    await ends(box.run(['uninstall', '--yes']), 0)
    expect(await box.tree()).toEqual(before)
  })
})
