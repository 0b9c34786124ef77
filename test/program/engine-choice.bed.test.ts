// Which engine init takes, and going over from one to the other and back: nothing that was chosen or collected is lost.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../src/world/net.ts'
import { fakeEngine } from '../fakes/fake-docker-socket.ts'
import { openOnLoopback } from '../fakes/loopback.ts'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Sealed, sealed } from './sealed.ts'
import { asked, ends } from './stage.ts'

const limit = { timeout: 120_000 }
let recorder: OtlpRecorder
beforeAll(async () => {
  recorder = await otlpRecorder()
})
afterAll(() => recorder.close())

let box: Sealed
let ports: readonly string[]
beforeEach(async () => {
  box = await sealed()
  const free = [await freePort(), await freePort(), await freePort()]
  ports = ['--http-port', '--grpc-port', '--page-port'].flatMap((flag, at) => [
    flag,
    String(free[at]),
  ])
  return async () => {
    await box.run(['uninstall', '--yes'])
    await box.remove()
  }
})

const endpoint = async (): Promise<string> => {
  const { env } = JSON.parse(await readFile(join(box.home, '.claude/settings.json'), 'utf8'))
  return env.OTEL_EXPORTER_OTLP_ENDPOINT
}

describe('going over', () => {
  it('and back: settings, data and address are those of before', limit, async () => {
    const first = await asked(box, ['init', '--yes', ...ports, '--include-version'], 'init')
    expect(first.engine).toBe('embedded')
    const there = await asked(box, ['init', '--yes', '--endpoint', recorder.url], 'init')
    expect(there).toMatchObject({ engine: 'remote', addresses: { page: null } })
    expect(await endpoint()).toBe(recorder.url)
    await expect(fetch(first.addresses.page)).rejects.toThrow()
    expect((await asked(box, ['status'], 'status')).engine).toBe('remote')
    expect((await ends(box.run(['metrics']), 3)).stderr).toContain('endpoint of others')

    const back = await asked(box, ['init', '--yes', '--engine', 'embedded'], 'init')
    expect(back).toMatchObject({ engine: 'embedded', addresses: first.addresses })
    expect(await endpoint()).toBe(first.addresses.otlp_http)
    expect((await asked(box, ['config', 'get', 'include-version'], 'setting')).value).toBe(true)
    const again = await asked(box, ['init', '--yes', '--engine', 'remote'], 'init')
    expect(again.addresses.otlp_http, 'its address was kept').toBe(recorder.url)
  })

  it('a bare init keeps what was chosen and leaves a running engine alone', limit, async () => {
    await asked(box, ['init', '--yes', ...ports], 'init')
    const mark = () => readFile(join(box.home, '.local/state/claude-telemetry/serve.json'), 'utf8')
    const before = await mark()
    const again = await asked(box, ['init', '--yes'], 'init')
    expect(again.changes.map(({ action }: { action: string }) => action)).toEqual([
      'unchanged',
      'unchanged',
    ])
    expect(await mark()).toBe(before)
    const [free] = [await freePort()]
    const moved = await asked(box, ['init', '--yes', '--page-port', String(free)], 'init')
    expect(moved.addresses.page).toBe(`http://127.0.0.1:${free}`)
    expect(JSON.parse(await mark()).pid).not.toBe(JSON.parse(before).pid)
  })
})

describe('nobody chose', () => {
  it('where Docker answers, why it is not Docker is said', limit, async () => {
    const socket = join(box.home, 'docker.sock')
    const docker = await fakeEngine(socket, {
      kind: 'answers',
      version: { Version: '28.0.0', ApiVersion: '1.48', Os: 'linux' },
    })
    try {
      const env = { DOCKER_HOST: `unix://${socket}` }
      const ran = await ends(box.run(['init', '--dry-run', '--yes'], { env }), 0)
      expect(docker.asked.length).toBeGreaterThan(0)
      expect(ran.stderr).toMatch(/^Docker answers, but .* the embedded engine is used/m)
      const chosen = await box.run(['init', '--dry-run', '--yes', '--engine', 'embedded'], { env })
      expect(chosen.stderr).not.toContain('Docker')
    } finally {
      await docker.stop()
    }
  })

  it('a port that was asked for and is taken is refused', limit, async () => {
    const held = await openOnLoopback(createServer())
    try {
      const port = new URL(held.url).port
      const ran = await box.run(['init', '--yes', ...ports.slice(0, 4), '--page-port', port])
      expect(ran).toMatchObject({ code: 3, stdout: '' })
      expect(ran.stderr).toContain(port)
    } finally {
      await held.close()
    }
  })

  it('a default port that is taken moves, with a word about who holds it', limit, async () => {
    const usual = 14_300
    const held = createServer()
    // Held by somebody else already, it is as good.
    await new Promise((resolve) =>
      held.once('error', resolve).listen(usual, '127.0.0.1', () => resolve(null)),
    )
    try {
      const ran = await ends(box.run(['init', '--yes', ...ports.slice(0, 4)]), 0)
      expect(ran.stderr).toMatch(/The page moved from port 14300 to \d+: 14300 is taken by /)
      const page = /^The page: (\S+)$/m.exec(ran.stdout)?.[1] ?? ''
      expect(page).not.toContain(String(usual))
      expect((await fetch(page)).status).toBe(200)
    } finally {
      held.close()
    }
  })
})
