// Other programs, run for real: small Node programs, so that this holds on every system.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/world/exec.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exec-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const node = (program: string, wish = {}) =>
  run(process.execPath, ['-e', program], { timeout: 8000, ...wish })

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let turn = 0; turn < 160 && alive(pid); turn++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  return !alive(pid)
}

describe('run', () => {
  test('gives code and both streams, and does not throw for a failure', async () => {
    const ran = await node("console.log('out'); console.error('err'); process.exitCode = 7")
    expect(ran).toEqual({
      code: 7,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      aborted: false,
      missing: false,
      fault: null,
    })
  })

  test('a program that does not exist is missing', async () => {
    const ran = await run('no-such-program-anywhere', ['x'])
    expect(ran).toMatchObject({ code: null, missing: true, fault: 'ENOENT' })
  })

  test('a folder that does not exist does not make the program missing', async () => {
    const ran = await node('0', { cwd: join(folder, 'not-there') })
    expect(ran).toMatchObject({ code: null, missing: false })
    expect(ran.fault).not.toBeNull()
  })

  test('the environment given is the whole environment', async () => {
    const env = {
      PATH: process.env['PATH'],
      SystemRoot: process.env['SystemRoot'],
      ONLY: 'this',
      GONE: undefined,
    }
    const ran = await node('console.log(JSON.stringify(process.env))', { env })
    const seen = JSON.parse(ran.stdout) as Record<string, string>
    expect(seen['ONLY']).toBe('this')
    expect(seen).not.toHaveProperty('GONE')
    expect(seen).not.toHaveProperty('HOME')
  })

  test('input reaches it, and one that does not read it is no fault', async () => {
    const echoed = await node('process.stdin.pipe(process.stdout)', { input: 'a\nb' })
    expect(echoed.stdout).toBe('a\nb')
    const deaf = await node('process.exit(3)', { input: 'x'.repeat(1_000_000) })
    expect(deaf.code).toBe(3)
  })

  test('no input is an ended input, not a terminal', async () => {
    const ran = await node("process.stdin.on('end', () => console.log('ended')).resume()")
    expect(ran.stdout).toBe('ended\n')
  })

  test.skipIf(process.platform === 'win32').each(['inherit', 'ignore'])(
    'at the limit the whole group ends (%s)',
    async (stdio) => {
      const file = join(folder, 'pid')
      const program = `const c = require('child_process').spawn(process.execPath,
      ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: '${stdio}' });
      require('fs').writeFileSync(${JSON.stringify(file)}, String(c.pid)); console.log('begun'); setInterval(() => {}, 1000)`
      const before = Date.now()
      const ran = await node(program, { timeout: 1000 })
      expect(ran).toMatchObject({ code: null, timedOut: true, stdout: 'begun\n' })
      expect(Date.now() - before).toBeLessThan(6000)
      const pid = Number(await readFile(file, 'utf8'))
      expect(pid).toBeGreaterThan(1)
      expect(await gone(pid)).toBe(true)
    },
    20_000,
  )

  test.skipIf(process.platform === 'win32')(
    'a grandchild that left the group does not keep us waiting',
    async () => {
      const file = join(folder, 'far')
      const program = `const c = require('child_process').spawn(process.execPath,
      ['-e', 'setTimeout(() => {}, 15000)'], { stdio: 'inherit', detached: true });
      require('fs').writeFileSync(${JSON.stringify(file)}, String(c.pid)); console.log('begun'); setInterval(() => {}, 1000)`
      const before = Date.now()
      const ran = await node(program, { timeout: 1000 })
      expect(ran).toMatchObject({ timedOut: true, stdout: 'begun\n' })
      expect(Date.now() - before).toBeLessThan(6000)
      process.kill(Number(await readFile(file, 'utf8')), 'SIGKILL')
    },
  )

  test('an abort ends it, also one that came first', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 300)
    expect(await node('setInterval(() => {}, 1000)', { signal: stop.signal })).toMatchObject({
      aborted: true,
      timedOut: false,
    })
    expect(await node('setInterval(() => {}, 1000)', { signal: stop.signal })).toMatchObject({
      aborted: true,
    })
  })
})
