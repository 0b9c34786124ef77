// Started at login by a real systemd: enabled, killed and brought back, stopped for good, removed without a trace.
import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isAlive } from '../../../src/world/alive.ts'
import { freePort } from '../../../src/world/net.ts'
import { type Ran, type Sealed, checkout, sealed, treeOf } from '../../program/sealed.ts'
import { ended, terminal, tmux } from '../../program/terminal.ts'
import { type UserManager, canManage, userManager } from './user-manager.ts'

const minute = 60_000
const unit = 'claude-telemetry.service'

describe.skipIf(!canManage)('with a systemd of the user', { timeout: 4 * minute }, () => {
  let box: Sealed
  let manager: UserManager
  let ports: string[]
  beforeEach(async () => {
    box = await sealed()
    manager = await userManager(box.env)
    const free = [await freePort(), await freePort(), await freePort()]
    ports = ['--http-port', '--grpc-port', '--page-port'].flatMap((flag, at) => [
      flag,
      String(free[at]),
    ])
  }, minute)
  afterEach(async () => {
    await ours('uninstall', '--yes')
    await manager.stop()
    await box.remove()
  }, minute)

  const ours = (...args: readonly string[]): Promise<Ran> =>
    box.run(args, { command: manager.command, env: manager.env, limit: minute })
  const works = async (...args: readonly string[]): Promise<any> => {
    const ran = await ours(...args, '--json')
    expect(ran.code, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`).toBe(0)
    return JSON.parse(ran.stdout).data
  }
  const shown = (property: string): string =>
    manager.systemctl('show', unit, `--property=${property}`, '--value')
  const folder = (): string => join(box.home, '.config/systemd/user')
  const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
    for (const end = Date.now() + minute; !(await holds()); await sleep(100))
      if (Date.now() > end) throw new Error('It never came to that.')
  }
  const running = async (): Promise<boolean> => (await works('status')).state === 'running'
  const init = (...more: readonly string[]): Promise<any> =>
    works('init', '--yes', ...ports, ...more)

  test('the unit is one that systemd takes without a word, and it counts at login', async () => {
    const made = await init('--login')
    expect(made.changes).toContainEqual({
      path: join(folder(), unit),
      action: 'created',
      reason: null,
    })
    const said = execFileSync('systemd-analyze', ['verify', '--user', join(folder(), unit)], {
      encoding: 'utf8',
      env: { ...box.env, XDG_RUNTIME_DIR: box.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(said).toBe('')
    expect(manager.systemctl('is-enabled', unit)).toBe('enabled')
    expect(await readFile(join(folder(), unit), 'utf8')).not.toContain(checkout)
  })

  test('killed it comes back by itself; told to end it stays away, and up starts it', async () => {
    await init('--login')
    await works('down')
    manager.systemctl('start', unit)
    await until(running)
    const first = shown('MainPID')
    process.kill(Number(first), 'SIGKILL')
    await until(async () => shown('MainPID') !== first && shown('MainPID') !== '0' && running())
    expect(shown('NRestarts')).toBe('1')
    const second = Number(shown('MainPID'))
    await works('down')
    await until(() => !isAlive(second))
    expect(shown('ActiveState')).toBe('inactive')
    await sleep(6_000)
    expect(shown('ActiveState'), 'also after the time in which it would come back').toBe('inactive')
    await works('up')
    expect(await running()).toBe(true)
    // A login meanwhile: there is one owner, and the second ends well.
    manager.systemctl('start', unit)
    await until(() => shown('ActiveState') === 'inactive')
    expect(shown('Result')).toBe('success')
    expect(await running()).toBe(true)
  })

  test('down right after a kill is not overtaken by a restart', async () => {
    await init('--login')
    await works('down')
    manager.systemctl('start', unit)
    await until(running)
    process.kill(Number(shown('MainPID')), 'SIGKILL')
    await until(() => shown('ActiveState') === 'activating')
    await works('down')
    expect(shown('ActiveState')).toMatch(/inactive|failed/)
    await sleep(6_000)
    expect((await works('status')).state).toBe('stopped')
  })

  test('twice changes nothing, off takes it away, and nothing is left in the end', async () => {
    await mkdir(join(box.home, '.config'), { mode: 0o755 })
    await writeFile(join(box.home, '.config/other'), 'of the user\n')
    const before = await treeOf(join(box.home, '.config'))
    await init('--login')
    const once = await treeOf(folder())
    const again = await init()
    expect(again.changes.map(({ action }: { action: string }) => action)).toEqual(
      again.changes.map(() => 'unchanged'),
    )
    expect(await treeOf(folder())).toEqual(once)
    const off = await init('--login', 'off')
    expect(off.changes).toContainEqual({
      path: join(folder(), unit),
      action: 'removed',
      reason: null,
    })
    expect(shown('LoadState')).toBe('not-found')
    await init('--login', 'on')
    manager.systemctl('start', unit)
    await works('uninstall', '--yes')
    expect(shown('ActiveState')).toBe('inactive')
    expect(await treeOf(join(box.home, '.config'))).toEqual(before)
  })

  test('a unit that the user has changed stays, and is named', async () => {
    await init('--login')
    await appendFile(join(folder(), unit), '# mine\n')
    const again = await init()
    expect(again.changes).toContainEqual(
      expect.objectContaining({ path: join(folder(), unit), action: 'left' }),
    )
    const gone = await works('uninstall', '--yes')
    expect(gone.changes).toContainEqual(
      expect.objectContaining({ path: join(folder(), unit), action: 'left' }),
    )
    expect(Object.keys(await treeOf(folder()))).toEqual(['/', `/${unit}`])
  })

  test('a file of that name that is not ours is refused', async () => {
    await mkdir(folder(), { recursive: true })
    await writeFile(join(folder(), unit), '[Service]\nExecStart=/bin/true\n')
    const before = await box.tree()
    const ran = await ours('init', '--yes', '--login', ...ports)
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('not ours') })
    expect(await box.tree()).toEqual(before)
  })

  test.skipIf(tmux === null)('the wizard asks for it, and means no', async () => {
    const term = await terminal(box, {
      env: { ...manager.env, CT: manager.command.join(' ') },
      rows: 90,
    })
    await term.type(`$RUN $CT init ${ports.join(' ')}`)
    await term.press('Enter')
    for (const [shown, ...keys] of [
      [/telemetry go\?/, 'Enter'],
      [/variables be placed\?/, 'Enter'],
      [/start when you log in\?/, 'Enter'],
      [/\? Do this\?/, 'C-c'],
    ] as const) {
      await term.until(shown, minute)
      await term.press(...keys)
    }
    expect(await term.until(ended, minute)).toMatch(/log in\? .*· no/)
    expect(Object.keys(await box.tree())).toEqual(['/'])
  })

  test('the whole text is shown before', async () => {
    const ran = await ours('init', '--yes', '--login', '--dry-run', ...ports)
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.stdout).toContain(`+++ ${join(folder(), unit)}\n+ # Starts claude-telemetry`)
    expect(ran.stdout).toContain('+ WantedBy=default.target')
    expect(Object.keys(await box.tree())).toEqual(['/'])
  })
})

describe('without one', () => {
  test('asked for, it is refused in plain words; not asked for, nothing is said', async () => {
    const box = await sealed({ XDG_RUNTIME_DIR: '/nowhere' })
    try {
      const ran = await box.run(['init', '--yes', '--login'])
      expect(ran).toMatchObject({ code: 3, stdout: '' })
      expect(ran.stderr).toMatch(/Error: It cannot start at login here: .*systemd/)
      expect(Object.keys(await box.tree())).toEqual(['/'])
      const remote = ['init', '--yes', '--login', '--endpoint', 'http://127.0.0.1:4318']
      expect(await box.run(remote)).toMatchObject({ code: 2 })
    } finally {
      await box.remove()
    }
  })
})
