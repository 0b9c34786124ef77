// The wizard in a real terminal, by keys alone: every question answered, left with Esc, left with Ctrl-C.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Sealed, sealed } from './sealed.ts'
import { setUpHome } from './stage.ts'
import { type Terminal, ended, terminal, tmux } from './terminal.ts'

let recorder: OtlpRecorder
beforeAll(async () => {
  recorder = await otlpRecorder()
})
afterAll(() => recorder.close())

let box: Sealed
beforeEach(async () => {
  box = await sealed()
  return () => box.remove()
})

const settings = (): string => join(box.home, '.claude/settings.json')
async function start(term: Terminal, line: string): Promise<void> {
  await term.type(`$RUN ${line}`)
  await term.press('Enter')
}

/** Each question as it is shown, and the keys that answer it. */
const questions = (): [shown: RegExp, ...keys: string[]][] => [
  [/\? Where shall the telemetry go\?/, 'Down', 'Enter'],
  [/\? Address of your OTLP endpoint/, recorder.url, 'Enter'],
  [/\? Which protocol does it speak\?/, 'Enter'],
  [/\? Where shall the variables be placed\?/, 'Enter'],
  [/\? Do this\?/, 'Enter'],
]

/** Answers so many questions, and waits for the one after them. */
async function answerFirst(term: Terminal, count: number): Promise<void> {
  for (const [shown, ...keys] of questions().slice(0, count)) {
    await term.until(shown)
    await term.press(...keys)
  }
  const next = questions()[count]
  if (next !== undefined) await term.until(next[0])
}

async function isCancelled(term: Terminal): Promise<void> {
  const screen = await term.until(ended)
  expect(screen).toContain('Cancelled, nothing was changed.\ncode=130 sane')
  expect(await term.cursorIsShown()).toBe(true)
}

describe.skipIf(tmux === null)('init', () => {
  it('asks five questions, shows the change, and does it', async () => {
    const term = await terminal(box)
    await start(term, '$CT init')
    await answerFirst(term, 4)
    const plan = await term.until(/Do this\?/)
    expect(plan).toContain(recorder.url)
    expect(plan).toContain(`+++ ${settings()}`)
    expect(Object.keys(await box.tree())).toEqual(['/'])
    await term.press('Enter')
    const screen = await term.until(ended)
    expect(screen).toContain('code=0 sane')
    for (const answer of [
      'An OTLP endpoint that exists already',
      recorder.url,
      'http/protobuf',
      "Claude Code's own settings",
      'yes',
    ]) {
      expect(screen).toContain(`· ${answer}`)
    }
    expect(JSON.parse(await readFile(settings(), 'utf8')).env).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: recorder.url,
    })
    expect(await term.cursorIsShown()).toBe(true)
  })

  it('Enter alone leads to a connected Claude Code', async () => {
    const term = await terminal(box, { rows: 90 })
    await start(term, '$CT init')
    for (const shown of [/telemetry go\?/, /variables be placed\?/, /\? Do this\?/]) {
      await term.until(shown)
      await term.press('Enter')
    }
    const screen = await term.until(ended, 60_000)
    expect(screen).toContain('code=0 sane')
    expect(screen).toContain('· Here: one background process of ours')
    const page = /The page: (\S+)/.exec(screen)?.[1] ?? ''
    expect((await fetch(page)).status).toBe(200)
    const { data } = await box.json(['status'])
    expect(JSON.parse(await readFile(settings(), 'utf8')).env).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: (await box.json(['env'])).data.OTEL_EXPORTER_OTLP_ENDPOINT,
    })
    expect(data.state).toBe('running')
  })

  it('arrows choose, and redraw in place', async () => {
    const term = await terminal(box)
    await start(term, '$CT init')
    await answerFirst(term, 2)
    await term.press('Down', 'Down')
    expect(await term.until(/▸ grpc/)).not.toContain('▸ http')
    await term.press('Up')
    await term.until(/▸ http\/json/)
    await term.press('Enter')
    await term.until(/placed\?/)
    await term.press('Down', 'Down', 'Enter')
    const plan = await term.until(/Do this\?/)
    expect(plan).toContain('· http/json')
    expect(plan).toContain('· Nowhere')
    expect(plan).not.toContain('settings.json')
    expect(plan.match(/Which protocol/g)).toHaveLength(1)
    await term.press('Enter')
    expect(await term.until(ended)).toContain('code=0')
  })

  it('a bad address is refused with its reason, and can be mended', async () => {
    const term = await terminal(box)
    await start(term, '$CT init')
    await answerFirst(term, 1)
    await term.press('localhost:4318', 'Enter')
    await term.until(/cannot be used.*scheme/)
    await term.press('C-u')
    await term.press(recorder.url, 'Enter')
    expect(await term.until(/Which protocol/)).toContain(`· ${recorder.url}\n`)
    await term.press('C-c')
    await isCancelled(term)
  })

  describe.each(['Escape', 'C-c'])('left with %s', (key) => {
    it.each([0, 1, 2, 3, 4])('at question %i', async (count) => {
      const term = await terminal(box)
      await start(term, '$CT init')
      await answerFirst(term, count)
      await term.press(key)
      await isCancelled(term)
      expect(Object.keys(await box.tree())).toEqual(['/'])
    })
  })

  it('no at the end is as good as leaving', async () => {
    const term = await terminal(box)
    await start(term, '$CT init')
    await answerFirst(term, 4)
    await term.press('n')
    await isCancelled(term)
    expect(Object.keys(await box.tree())).toEqual(['/'])
  })

  it.each([
    ['Enter', 130],
    ['Escape', 130],
    ['y', 0],
  ])('a value of others is shown and asked about: %s', async (key, code) => {
    await mkdir(join(box.home, '.claude'))
    const text = '{ "env": { "OTEL_METRICS_EXPORTER": "console" } }\n'
    await writeFile(settings(), text)
    const term = await terminal(box)
    await start(term, '$CT init')
    await answerFirst(term, 3)
    await term.press('Enter')
    const shown = await term.until(/\? Replace this value\?/)
    expect(shown).toContain('OTEL_METRICS_EXPORTER is console')
    await term.press(key)
    if (code === 0) {
      await term.until(/\? Do this\?/)
      await term.press('Enter')
      expect(await term.until(ended)).toContain('code=0')
      expect(JSON.parse(await readFile(settings(), 'utf8')).env).toMatchObject({
        OTEL_METRICS_EXPORTER: 'otlp',
      })
    } else {
      await isCancelled(term)
      expect(await readFile(settings(), 'utf8')).toBe(text)
    }
  })
})

describe.skipIf(tmux === null)('the other questions', () => {
  let other: Sealed
  beforeEach(async () => {
    other = await setUpHome(recorder.url, 0)
    return () => other.remove()
  })

  it.each(['uninstall', 'connect', 'doctor'])(
    '%s is left unharmed with Esc and Ctrl-C',
    async (verb) => {
      if (verb === 'connect') await other.run(['disconnect'])
      const before = await other.tree()
      for (const key of ['Escape', 'C-c']) {
        const term = await terminal(other)
        await start(term, `$CT ${verb}`)
        await term.until(/\? .*\?/)
        await term.press(key)
        await isCancelled(term)
        expect(await other.tree()).toEqual(before)
      }
    },
  )

  it('uninstall shows what goes, and Enter alone removes nothing', async () => {
    const term = await terminal(other)
    const before = await other.tree()
    await start(term, '$CT uninstall')
    expect(await term.until(/\? Undo and remove all this\?/)).toContain('settings.json')
    await term.press('Enter')
    await isCancelled(term)
    expect(await other.tree()).toEqual(before)
    await term.type('clear')
    await term.press('Enter')
    await start(term, '$CT uninstall')
    await term.until(/\? Undo and remove all this\?/)
    await term.press('y')
    await term.until(/code=0/)
    expect(Object.keys(await other.tree())).toEqual(['/'])
  })
})
