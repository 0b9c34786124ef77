// What a terminal may be: narrow, without columns, without colour, no terminal at all. And Ctrl-C while it works.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Sealed, sealed } from './sealed.ts'
import { ends, remote, setUpHome } from './stage.ts'
import { type Terminal, type TerminalWish, ended, terminal, tmux } from './terminal.ts'

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

// eslint-disable-next-line no-control-regex -- escape codes are what this looks for
const escape = /\x1b\[/

async function start(line: string, wish: TerminalWish = {}): Promise<Terminal> {
  const term = await terminal(box, wish)
  await term.type(line)
  await term.press('Enter')
  return term
}

const shown = [
  /\? Where shall the telemetry/,
  /\? Address of your/,
  /\? Which protocol/,
  /\? Where shall the variables/,
  /\? Do this/,
]
const longAddress = (): string =>
  `${recorder.url}/a/path/that/is/longer/than/the/line/of/a/narrow/terminal`

/** Through the whole wizard, with arrows and a long address; every question must stand there once. */
async function wizard(term: Terminal): Promise<string> {
  await term.until(shown[0]!)
  await term.press('Down', 'Up', 'Down', 'Enter')
  await term.until(shown[1]!)
  await term.press(longAddress(), 'BSpace', 'l', 'Enter')
  await term.until(shown[2]!)
  await term.press('Down', 'Up', 'Down', 'Up', 'Enter')
  await term.until(shown[3]!)
  await term.press('Down', 'Up', 'Enter')
  const plan = await term.until(shown[4]!)
  await term.press('Enter')
  await term.until(ended)
  return plan
}

describe.skipIf(tmux === null)('the wizard', () => {
  it.each([40, 60, 100])('in %i columns: every question stands there once', async (columns) => {
    const term = await start('$RUN $CT init', { columns, rows: 90 })
    const plan = await wizard(term)
    for (const question of shown) {
      expect(
        plan.match(new RegExp(question.source.slice(3), 'g')),
        `${question} in\n${plan}`,
      ).toHaveLength(1)
    }
    expect(await term.screen()).toContain('code=0 sane')
    expect(
      JSON.parse(await readFile(join(box.home, '.claude/settings.json'), 'utf8')).env
        .OTEL_EXPORTER_OTLP_ENDPOINT,
    ).toBe(longAddress())
  })

  it('help in 40 columns breaks no word', async () => {
    const term = await start('clear; $RUN $CT connect --help', { columns: 40, rows: 90 })
    const options = (await term.until(ended)).split('Options:')[1] ?? ''
    const lines = options.split('\n').filter((line) => line.startsWith('  '))
    expect(lines.length).toBeGreaterThan(20)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40)
  })

  it('in a terminal that says it has no columns: does not hang', async () => {
    const term = await start('stty cols 0; $RUN $CT init')
    await wizard(term)
    expect(await term.screen()).toContain('code=0 sane')
    await term.type('clear; $RUN $CT doctor --only protocol-word')
    await term.press('Enter')
    await term.until(ended)
  })

  it.each([
    ['NO_COLOR', { NO_COLOR: '1' }, '$RUN $CT init'],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, '$RUN $CT init'],
    ['--no-color', {}, '$RUN $CT init --no-color'],
  ])('%s: no colour on any screen', async (_, env, line) => {
    const term = await start(line, { env, rows: 90 })
    for (const question of shown) {
      await term.until(question)
      expect(await term.colours(), String(question)).not.toMatch(escape)
      if (question === shown[0]) await term.press('Down')
      if (question === shown[1]) await term.press(recorder.url)
      await term.press('Enter')
    }
    await term.until(ended)
    expect(await term.colours()).not.toMatch(escape)
  })

  it('has colour where nothing forbids it', async () => {
    const term = await start('$RUN $CT init')
    await term.until(shown[0]!)
    expect(await term.colours()).toMatch(escape)
  })
})

describe.skipIf(tmux === null)('nobody is asked', () => {
  it.each([
    ['in CI', '$RUN $CT init', { CI: 'true' }],
    ['with --no-input', '$RUN $CT init --no-input', {}],
    ['with --json', '$RUN $CT init --json', {}],
    ['with --yes', '$RUN $CT init --yes', {}],
    ['without standard input', '$RUN $CT init </dev/null', {}],
    ['without standard error', "$RUN sh -c '$CT init 2>/dev/null'", {}],
  ])('%s', async (_, line, env) => {
    const term = await start(line, { env: { ...env } })
    const screen = await term.until(ended)
    expect(screen).toContain('code=0 sane')
    expect(screen).not.toContain('? Where')
  })
})

describe.skipIf(tmux === null)('pipes', () => {
  it('carry no escape code, whatever the terminal beside them', async () => {
    const lines = [
      `$RUN sh -c '$CT ${remote(recorder.url).join(' ')} 2>&1 | cat -v'`,
      "$RUN sh -c '$CT config show | cat -v'",
      "$RUN sh -c '$CT status 2>&1 | cat -v'",
      "$RUN sh -c '$CT frobnicate 2>&1 | cat -v'",
      "$RUN sh -c '$CT --help | cat -v'",
    ]
    const term = await terminal(box, { rows: 90 })
    for (const line of lines) {
      await term.type(`clear; ${line}`)
      await term.press('Enter')
      expect(await term.until(ended)).not.toContain('^[')
      await term.type('clear')
      await term.press('Enter')
      await term.until(/^\$$/)
    }
  })

  it('an answer into a pipe, the conversation on the screen', async () => {
    const term = await start("$RUN sh -c '$CT init >answer'")
    await term.until(shown[0]!)
    await term.press('C-c')
    expect(await term.until(ended)).toContain('code=130 sane')
    expect(await readFile(join(box.home, 'answer'), 'utf8')).toBe('')
  })
})

describe.skipIf(tmux === null)('Ctrl-C while it works', () => {
  it('says so, leaves what stands, and the next run completes it', async () => {
    recorder.say('hang')
    const term = await start(`$RUN $CT ${remote(recorder.url).join(' ')}`)
    await term.until(/Sending a marked point/)
    await term.press('C-c')
    const screen = await term.until(ended)
    expect(screen).toContain('Stopping after the current step')
    expect(screen).toContain('code=130 sane')
    expect(screen).toContain('Run the same command again')
    expect(await term.cursorIsShown()).toBe(true)
    recorder.say(200)
    await ends(box.run(remote(recorder.url)), 0)
    await ends(box.run(['uninstall', '--yes']), 0)
    expect(Object.keys(await box.tree())).toEqual(['/'])
  })

  it('twice leaves at once, and the terminal is sane', async () => {
    recorder.say('hang')
    const other = await setUpHomeHanging()
    const term = await terminal(other)
    const asked = Date.now()
    await term.type('$RUN $CT verify')
    await term.press('Enter')
    expect(await recorder.waitFor(({ at }) => at >= asked, 10_000)).not.toBeNull()
    const began = Date.now()
    await term.press('C-c', 'C-c')
    expect(await term.until(ended)).toContain('code=130 sane')
    expect(Date.now() - began).toBeLessThan(3_000)
    expect(await term.cursorIsShown()).toBe(true)
    await other.remove()
  })
})

async function setUpHomeHanging(): Promise<Sealed> {
  recorder.say(200)
  const other = await setUpHome(recorder.url, 0)
  recorder.say('hang')
  return other
}
