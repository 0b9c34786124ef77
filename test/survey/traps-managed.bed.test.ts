// Managed settings with the real client, in a mount namespace of the test's own: /etc of this machine stays as it is.
import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { part } from '../bed.ts'
import { otlpRecorder } from '../fakes/otlp-recorder.ts'
import { entry } from '../program/sealed.ts'
import { clientEnv, clientPath } from '../real-client/client.ts'
import { connected, stage } from '../real-client/stage.ts'

const execute = promisify(execFile)
const version = '2.1.329'
const over =
  'mount -t tmpfs none "$1" && mkdir "$1/up" "$1/work" && ' +
  'mount -t overlay none -o "lowerdir=/etc,upperdir=$1/up,workdir=$1/work" /etc'
/** A program of util-linux: what is mounted under it, nobody else sees. */
const apart = 'unshare'
/** Needs root on Linux, with the right to mount. */
const usable =
  process.platform === 'linux' &&
  spawnSync(apart, ['-m', 'sh', '-c', over, 'sh', '/mnt'], { timeout: 10_000 }).status === 0
const isMissing = part(`claude-${version}`) === null || !usable

interface Wish {
  readonly files: Readonly<Record<string, unknown>>
  readonly shell?: Readonly<Record<string, string>>
}

async function managed({ files, shell = {} }: Wish) {
  const base = await stage()
  const layerFolder = await mkdtemp(join(tmpdir(), 'ct-managed-'))
  onTestFinished(() => rm(layerFolder, { recursive: true, force: true }))
  const write = Object.entries(files).map(([name, file]) => {
    const path = `/etc/claude-code/${name}`
    return `mkdir -p '${dirname(path)}' && cat > '${path}' <<'END'\n${JSON.stringify(file)}\nEND\n`
  })
  const script = `${over} && ${write.join(' ')} shift && exec "$@"`
  await mkdir(join(base.home, '.claude'))
  await writeFile(
    join(base.home, '.claude/settings.json'),
    JSON.stringify({ env: connected(base.recorder.url, 'http/protobuf') }),
  )
  const env = clientEnv({ home: base.home, api: base.api.url, env: shell })
  const options = {
    cwd: base.home,
    env: { ...env, PATH: `${dirname(clientPath(version))}:${env['PATH']}` },
    timeout: 60_000,
  }
  const inside = (...words: string[]) =>
    execute(apart, ['-m', 'sh', '-c', script, 'sh', layerFolder, ...words], options).catch(
      (cause: { stdout: string }) => cause,
    )
  return {
    ours: base.recorder,
    home: base.home,
    client: () => inside(clientPath(version), '-p', 'Say hello.'),
    doctor: async () => {
      const { stdout } = await inside(process.execPath, entry, 'doctor', '--json')
      return (
        JSON.parse(stdout) as {
          data: { findings: { id: string; level: string; text: string; layer: string | null }[] }
        }
      ).data.findings
    },
  }
}

const O = 'OTEL_EXPORTER_OTLP_'
const file = '/etc/claude-code/managed-settings.json'

describe.skipIf(isMissing)('managed settings', () => {
  test(
    'an endpoint of theirs wins, from the last drop-in, over the shell’s endpoint of one signal too',
    { timeout: 120_000 },
    async () => {
      const theirs = await otlpRecorder()
      onTestFinished(() => theirs.close())
      const files = {
        'managed-settings.json': { env: { [`${O}ENDPOINT`]: 'http://127.0.0.1:9' } },
        'managed-settings.d/20-b.json': { env: { [`${O}ENDPOINT`]: theirs.url } },
        'managed-settings.d/10-a.json': { env: { [`${O}ENDPOINT`]: 'http://127.0.0.1:9' } },
        'managed-settings.d/.30-c.json': { env: { [`${O}ENDPOINT`]: 'http://127.0.0.1:9' } },
      }
      const all = await managed({
        files,
        shell: { [`${O}METRICS_ENDPOINT`]: 'http://127.0.0.1:9/v1/metrics' },
      })
      await all.client()
      expect([
        theirs.of('metrics').length,
        theirs.of('logs').length,
        all.ours.exports.length,
      ]).toEqual([1, 1, 0])
      const said = (await all.doctor()).filter(({ id }) => id === 'managed-settings')
      expect(said.map(({ level, text, layer }) => [level, text, layer])).toEqual([
        [
          'note',
          `The managed settings (/etc/claude-code/managed-settings.d/20-b.json) fix ${O}ENDPOINT: no other layer can change them.`,
          'managed settings (/etc/claude-code/managed-settings.d/20-b.json)',
        ],
        [
          'note',
          `Managed settings make the client drop ${O}METRICS_ENDPOINT of the shell.`,
          'shell',
        ],
      ])
    },
  )

  test(
    'headers of theirs take every endpoint that is not theirs away',
    { timeout: 120_000 },
    async () => {
      const all = await managed({
        files: { 'managed-settings.json': { env: { [`${O}HEADERS`]: 'x-team=hush' } } },
      })
      await all.client()
      expect(all.ours.exports).toEqual([])
      const findings = await all.doctor()
      const user = `user settings (${join(all.home, '.claude/settings.json')})`
      expect(findings).toContainEqual(
        expect.objectContaining({
          id: 'managed-settings',
          level: 'warning',
          text: `Managed settings make the client drop ${O}ENDPOINT of the ${user}. It then sends to localhost:4318.`,
          layer: user,
        }),
      )
      expect(findings).toContainEqual(
        expect.objectContaining({
          id: 'managed-settings',
          level: 'note',
          layer: `managed settings (${file})`,
        }),
      )
      expect(JSON.stringify(findings)).not.toContain('hush')
    },
  )
})
