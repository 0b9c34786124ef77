// The engine's verbs with the built program: delete the data, read and follow the log, totals of a range, the page's address.
import { spawn } from 'node:child_process'
import { mkdir, readFile, readdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deadEndpoint, isHelpful, setUpHome } from './stage.ts'
import { type Engine, engine, patience, tokensIn, until } from './engine-stage.ts'
import { entry, sealed } from './sealed.ts'
import { ended, terminal, tmux } from './terminal.ts'

const minute = 60_000

describe('down --delete-data', { timeout: 3 * minute }, () => {
  test('nobody to ask: refused with 2, and nothing is touched, not even stopped', async () => {
    const one = await engine()
    await one.sender.send(4)
    const ran = await one.run(['down', '--delete-data'], 2)
    isHelpful(ran)
    expect(ran.stderr).toMatch(/deletes all that was collected: \d+ kB in \d+ files of .*store/)
    expect((await one.json(['down', '--delete-data'], 2)).code).toBe('answer-needed')
    expect(await one.tokens()).toBe(4)
  })

  test('with --yes: the data goes, all else stays, and up begins with nothing', async () => {
    const one = await engine()
    await one.sender.send(4)
    const settings = await readFile(join(one.box.home, '.claude/settings.json'))
    await writeFile(join(one.data, 'store/of-somebody-else.txt'), 'keep me')
    const deleted = await one.json(['down', '--delete-data', '--yes'])
    expect(deleted).toMatchObject({ state: 'stopped', stopped: true })
    expect(deleted.deleted.path).toBe(join(one.data, 'store'))
    expect(deleted.deleted.bytes).toBeGreaterThan(10_000)
    expect(await readdir(join(one.data, 'store'))).toEqual(['of-somebody-else.txt'])
    expect(settings.equals(await readFile(join(one.box.home, '.claude/settings.json')))).toBe(true)
    const again = await one.run(['down', '--delete-data'])
    expect(again.stdout).toContain('no data to delete')
    await one.run(['up'])
    expect(await one.tokens()).toBeNull()
    expect(await one.sender.send(3)).toBe(200)
    expect(await one.tokens()).toBe(3)
  })

  test('a folder that leads elsewhere is not followed', async () => {
    const one = await engine()
    await one.sender.send(4)
    await one.run(['down'])
    const elsewhere = join(one.box.home, 'a bigger disk')
    await rename(join(one.data, 'store'), elsewhere)
    await symlink(elsewhere, join(one.data, 'store'))
    const ran = await one.run(['down', '--delete-data', '--yes'], 1)
    isHelpful(ran)
    expect(ran.stderr).toContain(elsewhere)
    expect(await readdir(elsewhere)).toContain('telemetry.db')
    await one.run(['up'])
    expect(await one.tokens()).toBe(4)
  })

  test('where nothing is set up there is nothing to do', async () => {
    const box = await sealed()
    onTestFinished(() => box.remove())
    expect((await box.run(['down', '--delete-data'])).code).toBe(0)
  })

  test.skipIf(tmux === null)('asks in a terminal: no is no, yes is yes', async () => {
    const one = await engine()
    await one.sender.send(4)
    const screen = await terminal(one.box)
    await screen.type('$RUN $CT down --delete-data')
    await screen.press('Enter')
    await screen.until(/delete this\?/, patience)
    await screen.type('n')
    await screen.press('Enter')
    expect(await screen.until(ended, patience)).toMatch(/nothing was changed[^]*code=130 sane/)
    expect(await one.tokens()).toBe(4)
    await screen.type('clear; $RUN $CT down --delete-data')
    await screen.press('Enter')
    await screen.until(/delete this\?/, patience)
    await screen.type('y')
    await screen.press('Enter')
    expect(await screen.until(ended, patience)).toMatch(/deleted[^]*code=0 sane/)
    expect(await readdir(one.data)).not.toContain('store')
  })
})

describe('logs', { timeout: 3 * minute }, () => {
  test('tail, since, the service, and what is refused', async () => {
    const one = await engine()
    await one.run(['restart'])
    const all = (await one.run(['logs', 'engine'])).stdout.trimEnd().split('\n')
    for (const line of all) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \S/)
    expect(all.filter((line) => line.includes(' ready: '))).toHaveLength(2)
    const { lines } = await one.json(['logs', '--tail', '2'])
    expect(lines).toEqual(all.slice(-2))
    expect((await one.json(['logs', '--since', '1h'])).lines).toEqual(all)
    expect((await one.run(['logs', '--since', '0s'])).stdout).toContain('Nothing was logged')
    for (const wrong of [['grafana'], ['--tail', 'x'], ['--since', 'x'], ['--follow', '--json']]) {
      const ran = await one.run(['logs', ...wrong], 2)
      if (!wrong.includes('--json')) isHelpful(ran)
    }
    expect((await one.run(['logs', 'grafana'], 2)).stderr).toContain('Services: engine.')
  })

  test('--follow: what comes is printed, across a restart, until Ctrl-C', async () => {
    const one = await engine()
    const following = spawn(process.execPath, [entry, 'logs', '-f', '--tail', '1'], {
      env: { ...one.box.env },
    })
    onTestFinished(() => void following.kill('SIGKILL'))
    const heard = { out: '', err: '' }
    following.stdout.on('data', (piece) => (heard.out += String(piece)))
    following.stderr.on('data', (piece) => (heard.err += String(piece)))
    const over = new Promise((resolve) => following.once('close', resolve))
    await until(() => heard.out.includes(' ready: '), 'the last line')
    expect(heard.out.trimEnd().split('\n')).toHaveLength(1)
    await one.run(['restart'])
    await until(() => (heard.out.match(/ ready: /g) ?? []).length === 2, 'the lines of a restart')
    expect(heard.out).toMatch(/ stopping: [^]* stopped\n[^]* starting: /)
    following.kill('SIGINT')
    expect(await over).toBe(130)
    expect(heard.err).toBe('')
  })

  test('--follow ends quietly when nobody reads any more', async () => {
    const one = await engine()
    const line = `"$0" "$1" logs --follow | head -n 1; echo "codes \${PIPESTATUS[*]}"`
    const piped = one.box.run([], {
      command: ['bash', '-c', line, process.execPath, entry],
      limit: 2 * minute,
    })
    const state = { over: false }
    void piped.finally(() => (state.over = true))
    await until(async () => {
      await one.run(['restart'])
      return state.over
    }, 'the end of the pipe')
    const ran = await piped
    expect(ran.stderr).toBe('')
    expect(ran.stdout).toMatch(/ starting: .*\ncodes 0 0\n$/)
  })
})

describe('metrics', { timeout: 3 * minute }, () => {
  test('of a range: (since, until], by dates, times and spans', async () => {
    const one = await engine()
    const now = Date.now()
    const hour = 3_600_000
    await one.sender.send(1, { at: now - 30 * hour })
    await one.sender.send(10, { at: now - 5 * hour })
    await one.sender.send(100, { at: now - hour })
    const of = async (...args: string[]) => {
      const data = await one.json(['metrics', ...args])
      return { from: data.from, to: data.to, tokens: tokensIn(data) }
    }
    expect(await of()).toMatchObject({ from: null, tokens: 111 })
    expect((await of('--since', '6h')).tokens).toBe(110)
    expect((await of('--since', '2d', '--until', '2h')).tokens).toBe(11)
    expect((await of('--until', '2h')).tokens).toBe(11)
    const end = new Date(now - 5 * hour).toISOString()
    expect(await of('--until', end)).toEqual({ from: null, to: end, tokens: 11 })
    expect(await of('--since', end)).toMatchObject({ from: end, tokens: 100 })
    expect((await of('--since', '10s')).tokens).toBeNull()
    const day = new Date(now - 30 * hour).toISOString().slice(0, 10)
    expect((await of('--since', day)).tokens).toBe(111)
    const named = await one.json(['metrics', 'token.usage', '--since', '6h'])
    expect(named.metrics).toHaveLength(1)
    expect(named.metrics[0].by.type).toEqual({ input: 110 })
  })

  test('what is wrong is said before anything is asked', async () => {
    const one = await engine()
    const wrong = [
      ['claude_code.tokens.usage'],
      ['nonsense'],
      ['--since', 'x'],
      ['--since', '1h', '--until', '2h'],
      ['--until', '2026-02-30'],
    ]
    for (const args of wrong) isHelpful(await one.run(['metrics', ...args], 2))
    const typo = await one.run(['metrics', 'claude_code.tokens.usage'], 2)
    expect(typo.stderr).toContain('metrics claude_code.token.usage')
    await one.run(['down'])
    const stopped = await one.run(['metrics'], 3)
    isHelpful(stopped)
    expect(stopped.stderr).toMatch(/claude-telemetry up\n$/)
  })
})

describe('open', { timeout: 2 * minute }, () => {
  async function page(one: Engine, ...args: string[]): Promise<string> {
    return (await one.json(['open', ...args])).url
  }

  test('the address of a board, as the page itself writes it', async () => {
    const one = await engine()
    expect(await page(one)).toBe(`http://127.0.0.1:${one.ports.page}/`)
    expect(await page(one, 'cost')).toBe(`http://127.0.0.1:${one.ports.page}/?board=cost`)
    const ran = await one.run(['open', 'cots'], 2)
    isHelpful(ran)
    expect(ran.stderr).toContain('Boards: overview, cost,')
    expect(ran.stderr).toMatch(/open cost\n$/)
    await one.run(['down'])
    const stopped = await one.run(['open'], 3)
    isHelpful(stopped)
    expect(stopped.stderr).toMatch(/claude-telemetry up\n$/)
    expect(await one.pid()).toBeNull()
  })

  test('the browser is started where there is a screen; one that cannot be is no fault', async () => {
    const one = await engine()
    const bin = join(one.box.home, 'fake-bin')
    await mkdir(bin)
    const seen = join(one.box.home, 'seen')
    await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\necho "$1" > '${seen}'\n`, { mode: 0o755 })
    const env = { DISPLAY: ':99' }
    const screen = { env: { ...env, PATH: `${bin}:${one.box.env['PATH']}` } }
    const ran = await one.run(['open', 'cost'], 0, screen)
    await until(async () => (await readFile(seen, 'utf8').catch(() => '')) !== '', 'a browser')
    expect((await readFile(seen, 'utf8')).trim()).toBe(ran.stdout.trim())
    const none = await one.run(['open'], 0, { env: { ...env, PATH: '/nowhere' } })
    expect(none.stdout).toBe(`http://127.0.0.1:${one.ports.page}/\n`)
  })

  test('without an engine of ours there is no page', async () => {
    const box = await setUpHome(await deadEndpoint(), 4)
    onTestFinished(() => box.remove())
    const ran = await box.run(['open'])
    expect(ran.code).toBe(3)
    isHelpful(ran)
  })
})
