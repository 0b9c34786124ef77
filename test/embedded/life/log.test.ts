// The log under load: every line once and in order for who follows it, bounded on the disk, and read across its files.
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile, appendFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { boundPrinted, logFile, openLog, printedFile } from '../../../src/embedded/life/log.ts'
import { followLog, readLog } from '../../../src/embedded/life/read-log.ts'
import type { Places } from '../../../src/world/places.ts'
import { scale } from '../../scale.ts'

const all = { since: null, tail: null }
let places: Places

beforeEach(async () => {
  const state = await mkdtemp(join(tmpdir(), 'ct-log-'))
  await mkdir(join(state, 'logs'))
  places = { config: state, data: state, state, cache: state, home: null }
  return () => rm(state, { recursive: true })
})

const bare = (lines: readonly string[]): string[] => lines.map((line) => line.slice(25))

async function written(
  count: number,
  limits: { mostBytes: number; kept: number },
  mayGoOn: (at: number) => boolean = () => true,
) {
  const log = openLog(logFile(places), () => new Date(), limits)
  for (let at = 0; at < count; at += 1) {
    log.say(`line ${at}`)
    if (at % 50 === 0) await setImmediate()
    // Until all is written: who floods a slow disk loses lines, and that is said in the log.
    if (at % 5_000 === 0) await log.close()
    while (!mayGoOn(at)) await setImmediate()
  }
  await log.close()
}

describe('rotation', { timeout: 120_000 }, () => {
  it('keeps so many files of about such a size, and the newest lines', async () => {
    await written(scale.logLines, { mostBytes: 4_000, kept: 3 })
    const names = (await readdir(join(places.state, 'logs'))).toSorted()
    expect(names).toEqual(['serve.log', 'serve.log.1', 'serve.log.2', 'serve.log.3'])
    const sizes = await Promise.all(names.map((name) => stat(join(places.state, 'logs', name))))
    for (const { size } of sizes) expect(size).toBeLessThan(16_000)
    expect((await stat(logFile(places))).mode & 0o777).toBe(0o600)
    const lines = bare(await readLog(places, all))
    const first = scale.logLines - lines.length
    expect(lines).toEqual(Array.from({ length: lines.length }, (_, at) => `line ${first + at}`))
    expect(bare(await readLog(places, { since: null, tail: 3 }))).toEqual(lines.slice(-3))
  })

  it('under load a follower reads each line once and in order', async () => {
    const following = await followLog(places, all)
    const heard: string[] = [...following.first]
    const load = { goes: true }
    const reading = (async () => {
      while (load.goes) {
        heard.push(...(await following.read()))
        await setImmediate()
      }
      heard.push(...(await following.read()))
    })()
    // The writer is ahead by a third of a file at most, so both are at work at once.
    const limits = { mostBytes: 20_000, kept: 5 }
    await written(scale.logLines, limits, (at) => at - heard.length < 200)
    load.goes = false
    await reading
    await following.close()
    expect(bare(heard)).toEqual(Array.from({ length: scale.logLines }, (_, at) => `line ${at}`))
  })

  it('a follower that begins in the middle gets what was, cut to its wish, and all that comes', async () => {
    await written(20, { mostBytes: 200, kept: 5 })
    const following = await followLog(places, { since: null, tail: 2 })
    expect(bare(following.first)).toEqual(['line 18', 'line 19'])
    expect(await following.read()).toEqual([])
    await appendFile(logFile(places), 'half of')
    expect(await following.read()).toEqual([])
    await appendFile(logFile(places), ' a line\nanother\n')
    expect(await following.read()).toEqual(['half of a line', 'another'])
    await following.close()
  })
})

describe('what is read', () => {
  it('since a moment; a line without a time belongs to the one before', async () => {
    const text =
      '2026-11-20T10:00:00.000Z old\n2026-11-20T11:00:00.000Z new\nmore of it\n2026-11-20T10:30:00.000Z set back\n'
    await writeFile(logFile(places), text)
    const since = Date.parse('2026-11-20T10:45:00Z')
    expect(await readLog(places, { since, tail: null })).toEqual([
      '2026-11-20T11:00:00.000Z new',
      'more of it',
    ])
  })

  it('what the process itself printed stands at its time, harmless and marked', async () => {
    await writeFile(
      logFile(places),
      '2026-11-20T10:00:00.000Z before\n2026-11-20T12:00:00.000Z after\n',
    )
    await writeFile(printedFile(places), 'FATAL \u001B[31mred\u001B[0m\n\nat the end\n')
    const at = new Date('2026-11-20T11:00:00Z')
    await utimes(printedFile(places), at, at)
    expect(await readLog(places, all)).toEqual([
      '2026-11-20T10:00:00.000Z before',
      '2026-11-20T11:00:00.000Z printed: FATAL  [31mred [0m',
      '2026-11-20T11:00:00.000Z printed: at the end',
      '2026-11-20T12:00:00.000Z after',
    ])
  })

  it('is nothing where nothing was ever written', async () => {
    expect(await readLog(places, all)).toEqual([])
  })

  it('what is printed is bounded', async () => {
    await writeFile(printedFile(places), 'x\n'.repeat(10))
    await boundPrinted(places)
    expect((await stat(printedFile(places))).size).toBe(20)
    await writeFile(printedFile(places), 'x'.repeat(300 * 1024))
    await boundPrinted(places)
    expect((await stat(printedFile(places))).size).toBe(0)
  })
})

it('a flood that the disk cannot follow is cut, and that is said', async () => {
  const log = openLog(logFile(places))
  for (let at = 0; at < 30_000; at += 1)
    log.say('a line of a flood that never lets the disk breathe')
  await log.close()
  const lines = await readLog(places, all)
  expect(lines.length).toBeLessThan(25_000)
  expect(lines.at(-1)).toMatch(/^… \d+ lines were dropped: the disk was too slow$/)
})

it('says one line for each word, with nothing in it that a terminal obeys', async () => {
  const log = openLog(logFile(places), () => new Date('2026-11-20T10:00:00Z'))
  log.say('a\r\nb\u0007\u001B]0;title\u0007\u2028c\n')
  await log.close()
  expect(await readLog(places, all)).toEqual(['2026-11-20T10:00:00.000Z a b ]0;title c'])
})
