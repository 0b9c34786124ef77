// Packs this tree and installs the tarball as a stranger would: empty folder, empty home, no network.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npmCommand, root } from '../../scripts/fresh.mjs'

export interface Said {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Installed {
  readonly folder: string
  readonly tarball: string
  /** Paths in the tarball. */
  readonly files: readonly string[]
  readonly install: Said
  /** A Node program, or one of the installed package, run in the folder. */
  run(args: readonly string[]): Said
  remove(): void
}

export function installed(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-installed-'))
  const home = join(folder, 'home')
  const place = join(folder, 'empty')
  for (const each of [home, place]) mkdirSync(each)
  const run = (command: readonly string[], cwd: string): Said => {
    const [file = '', ...args] = command
    const env = stranger(home)
    const { status, stdout, stderr } = spawnSync(file, args, {
      cwd,
      env,
      encoding: 'utf8',
      timeout: 120_000,
    })
    return { status, stdout, stderr }
  }
  const packed = run(npmCommand(['pack', '--json', '--pack-destination', folder]), root)
  const [{ filename, files }] = JSON.parse(packed.stdout) as [
    { filename: string; files: { path: string }[] },
  ]
  const tarball = join(folder, filename)
  writeFileSync(
    join(place, 'package.json'),
    '{ "name": "stranger", "version": "1.0.0", "license": "MIT" }\n',
  )
  const install = run(npmCommand(['install', '--no-audit', tarball]), place)
  return {
    folder: place,
    tarball,
    files: files.map(({ path }) => path),
    install,
    run: (args) => run([process.execPath, ...args], place),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Offline, so that whoever looks for another package fails; and npm does not advertise its next version. */
function stranger(home: string): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, ComSpec } = process.env
  const npm = { npm_config_offline: 'true', npm_config_update_notifier: 'false' }
  const windows = { SystemRoot, ComSpec, USERPROFILE: home, APPDATA: home, LOCALAPPDATA: home }
  return { PATH, HOME: home, ...npm, ...(process.platform === 'win32' && windows) }
}

export function bytesBelow(folder: string, size: (path: string) => number): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((each) => each.isFile())
    .reduce((sum, each) => sum + size(join(each.parentPath, each.name)), 0)
}
