// A real terminal for the program: keys are sent, the screen is read, the cursor and the line are asked about.
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, onTestFinished } from 'vitest'
import { part } from '../bed.ts'
import { type Sealed, entry } from './sealed.ts'

export const tmux = part('tmux')
const call = promisify(execFile)
let count = 0

const folder = mkdtempSync(join(tmpdir(), 'ct-terminal-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const runner = join(folder, 'run')
writeFileSync(
  runner,
  'trap : INT\nbefore=$(stty -g)\n"$@"\ncode=$?\n[ "$(stty -g)" = "$before" ] && line=sane || line=upset\necho "code=$code $line"\n',
)

/** What a line ends with that began with $RUN: its code, and whether the terminal is as it was. */
export const ended = /code=(\d+) (sane|upset)/

export interface TerminalWish {
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string>>
}

export interface Terminal {
  /** Names of keys as tmux knows them (Enter, Escape, Down, C-c), or text. */
  press(...keys: readonly string[]): Promise<void>
  type(text: string): Promise<void>
  screen(): Promise<string>
  /** With the escape sequences of colours. */
  colours(): Promise<string>
  /** Waits until the screen fits, and answers it. */
  until(fits: RegExp, limit?: number): Promise<string>
  cursorIsShown(): Promise<boolean>
}

/** A shell in which $CT is the program; every terminal has a server of its own, which ends with the test. */
export async function terminal(box: Sealed, wish: TerminalWish = {}): Promise<Terminal> {
  const socket = `ct-${process.pid}-${(count += 1)}`
  const run = async (...args: readonly string[]): Promise<string> =>
    (
      await call(tmux!, ['-L', socket, '-f', '/dev/null', ...args], {
        env: { ...box.env, LANG: 'C.UTF-8' },
      })
    ).stdout
  onTestFinished(async () => void (await run('kill-server').catch(() => '')))
  const env = {
    ...box.env,
    CT: `${process.execPath} ${entry}`,
    RUN: `/bin/sh ${runner}`,
    PS1: '$ ',
    ...wish.env,
  }
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const size = ['-x', String(wish.columns ?? 100), '-y', String(wish.rows ?? 50)]
  const shell = ['env', '-i', ...pairs, 'TERM=screen-256color', '/bin/sh']
  await run('new-session', '-d', ...size, '-c', box.home, ...shell)
  const screen = async (...more: string[]): Promise<string> =>
    (await run('capture-pane', '-p', '-J', ...more)).trimEnd()
  return {
    press: async (...keys) => {
      for (const key of keys) await run('send-keys', key)
    },
    type: async (text) => void (await run('send-keys', '-l', text)),
    screen: () => screen(),
    colours: () => screen('-e'),
    until: (fits, limit) => until(screen, fits, limit),
    cursorIsShown: async () =>
      (await run('display-message', '-p', '#{cursor_flag}')).trim() === '1',
  }
}

async function until(screen: () => Promise<string>, fits: RegExp, limit = 20_000): Promise<string> {
  for (const end = Date.now() + limit; ; await sleep(40)) {
    const seen = await screen()
    if (fits.test(seen)) return seen
    if (Date.now() > end) throw new Error(`The screen never showed ${fits}; it shows:\n${seen}`)
  }
}
