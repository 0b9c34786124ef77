// The proof under hard conditions: programs that do not end, a caller that leaves, and settings from above.
import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { heldBy } from '../../src/probe/held.ts'
import { clientVersions, part } from '../bed.ts'
import { clientPath, runClient } from '../real-client/client.ts'
import { stage } from '../real-client/stage.ts'
import { commands, healthy, user, type User } from './user.ts'

async function program(at: User, text: string): Promise<string> {
  await at.write('bin/claude', `#!/bin/sh\n${text}\n`)
  const path = join(at.home, 'bin/claude')
  await chmod(path, 0o755)
  return path
}

describe('a program that does not end', () => {
  test('is ended in time, with all that it started', async () => {
    const at = await user()
    const client = await program(at, 'trap "" TERM\nsleep 60 &\nsleep 60')
    const start = Date.now()
    const result = await at.prove('2.1.329', { client, limit: 500 })
    expect(result).toMatchObject({
      metrics: false,
      exitCode: null,
      reasons: [{ id: 'client-slow' }],
    })
    expect(Date.now() - start).toBeLessThan(5_000)
  })

  test('is ended when the caller leaves', async () => {
    const at = await user()
    const client = await program(at, 'sleep 60')
    const leaving = new AbortController()
    setTimeout(() => leaving.abort(new Error('left')), 300)
    await expect(at.prove('2.1.329', { client, signal: leaving.signal })).rejects.toThrow('left')
  })
})

describe.each(clientVersions)('the client %s', (version) => {
  const isMissing = part(`claude-${version}`) === null

  test.skipIf(isMissing)('would run what the proof keeps from it', async () => {
    const { api, home, recorder } = await stage()
    const settings = { ...commands(home), env: healthy(recorder.url) }
    await runClient({ version, home, api: api.url, settings })
    const marks = (await readdir(home)).filter((name) => name.endsWith('-was-run'))
    expect(marks).toEqual(
      expect.arrayContaining(['SessionStart-was-run', 'Stop-was-run', 'UserPromptSubmit-was-run']),
    )
  })
})

/** Needs root on Linux, with the right to mount: what is mounted under it, nobody else sees. */
const over =
  'mount -t tmpfs none "$0" && mkdir "$0/up" "$0/work" && ' +
  'mount -t overlay none -o "lowerdir=/etc,upperdir=$0/up,workdir=$0/work" /etc'
const mayMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-m', 'sh', '-c', over, '/mnt'], { timeout: 10_000 }).status === 0

describe.skipIf(!mayMount).each(clientVersions)('managed settings and the client %s', (version) => {
  const isMissing = part(`claude-${version}`) === null

  async function managed(at: User, settings: unknown): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'ct-managed-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await at.write('managed.json', settings)
    const place = `mkdir -p /etc/claude-code && cp '${at.home}/managed.json' /etc/claude-code/managed-settings.json`
    const script = `${over} && ${place} && exec ${clientPath(version)} "$@"`
    return program(
      at,
      `exec unshare -m sh -c '${script.replaceAll("'", `'\\''`)}' '${folder}' "$@"`,
    )
  }

  test.skipIf(isMissing)('a bad word from above is named', async () => {
    const at = await user()
    await at.write('.claude/settings.json', { env: healthy(at.endpoint) })
    const client = await managed(at, { env: { OTEL_LOGS_EXPORTER: 'otlphttp' } })
    const { reasons } = await at.prove(version, { client })
    expect(reasons).toMatchObject([
      { id: 'exporter-word', value: 'otlphttp', variables: ['OTEL_LOGS_EXPORTER'] },
    ])
  })

  test.skipIf(isMissing)('a proxy from above carries nothing away', async () => {
    const at = await user()
    await at.write('.claude/settings.json', { env: healthy(at.endpoint) })
    const env = { HTTPS_PROXY: at.proxy, HTTP_PROXY: at.proxy, NO_PROXY: 'intranet' }
    expect(heldBy(Object.keys(env))).toMatchObject({ api: false })
    const client = await managed(at, { env })
    expect(await at.prove(version, { client })).toMatchObject({
      metrics: true,
      logs: true,
      version,
    })
  })
})
