// The engine started on a disk without a byte left: page and /metrics are up, writes are told to come again, and all
// is well by itself when there is room.
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { couldNotRun } from '../bed.ts'
import { engine, portFlags, until } from './engine-stage.ts'
import { entry } from './sealed.ts'

const disk = process.getuid?.() === 0 ? smallDisk() : null
if (disk === null) couldNotRun('an engine on a full disk', 'only root may mount a small disk')

function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=700', 'tmpfs', folder], {
      stdio: 'ignore',
    })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
}

/** To the last byte, in pieces that become smaller. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  for (let size = 1024 * 1024; size >= 1;) {
    try {
      if (writeSync(file, new Uint8Array(size)) < size) size = Math.floor(size / 2)
    } catch {
      size = Math.floor(size / 2)
    }
  }
  closeSync(file)
}

test.skipIf(disk === null)('reads on, turns away, recovers', { timeout: 240_000 }, async () => {
  const folder = String(disk)
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  const stage = await engine({
    more: { CLAUDE_TELEMETRY_HOME: data },
    below: () => ({ state: join(data, 'state'), data: join(data, 'data') }),
  })
  expect(await stage.sender.send(77)).toBe(200)
  await stage.run(['down'])
  fill(join(folder, 'ballast'))
  expect(statfsSync(folder).bavail).toBe(0)

  const child = spawn(process.execPath, [entry, 'serve', ...portFlags(stage.ports)], {
    env: { ...stage.box.env },
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const page = `http://127.0.0.1:${stage.ports.page}`
  const said = (path: string) =>
    fetch(page + path).then(
      async (answer) => ({ status: answer.status, text: await answer.text() }),
      () => null,
    )
  await until(async () => (await said('/'))?.status === 200, 'the page')
  expect((await said('/metrics'))?.text).toMatch(
    /claude_code_token_usage_tokens_total\{[^}]*\} 77\n/,
  )
  expect((await said('/readyz'))?.status).toBe(503)
  expect(await stage.sender.send(5, { port: stage.ports.http })).toBe(503)

  rmSync(join(folder, 'ballast'))
  await until(async () => (await said('/readyz'))?.status === 200, 'the store to open')
  expect(await stage.sender.send(5, { port: stage.ports.http })).toBe(200)
  await until(async () => (await stage.pid()) === child.pid, 'its mark')
  expect(await stage.tokens()).toBe(82)
  await stage.run(['down'])
  await ended
})
