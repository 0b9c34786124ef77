// Every place that can give Claude Code a variable, read once, in the order in which they win.
import { posix, win32 } from 'node:path'
import type { Surroundings } from '../world/surroundings.ts'
import { layerAt } from './layers-file.ts'
import type { Layer } from './layers-layer.ts'
import {
  managedFiles,
  managedFolderOf,
  oldManagedFile,
  systemPolicy,
  userPolicy,
} from './layers-managed.ts'
import { keptOf, saidNothing } from './layers-parse.ts'

export interface LayerOptions {
  /** Instead of the platform's own folder: for tests, never from a variable. */
  readonly managedFolder?: string
  /** Ask the operating system for policies (macOS, Windows). */
  readonly askSystem?: boolean
}

/** What was given with --settings to a running session cannot be known, and is not here. */
export async function lookAtLayers(
  around: Surroundings,
  options: LayerOptions = {},
): Promise<Layer[]> {
  const { join } = around.platform === 'win32' ? win32 : posix
  const config = configFolderOf(around)
  const folder = options.managedFolder ?? managedFolderOf(around.platform)
  const ask = options.askSystem ?? true
  const groups = await Promise.all([
    [
      await layerAt({
        name: 'managed',
        source: 'server',
        path: join(config, 'remote-settings.json'),
      }),
    ],
    ask ? systemPolicy(around) : [],
    managedFiles(folder, around.platform),
    ask ? userPolicy(around) : [],
    projectFiles(around, config),
    [await layerAt({ name: 'user', source: null, path: join(config, 'settings.json') })],
    [await stateLayer(around, config)],
    [shellLayer(around)],
    oldManagedFile(around.platform),
  ])
  return groups.flat()
}

export function configFolderOf({ env, home, cwd, platform }: Surroundings): string {
  const path = platform === 'win32' ? win32 : posix
  const moved = env['CLAUDE_CONFIG_DIR']
  return moved === undefined || moved === '' ? path.join(home, '.claude') : path.resolve(cwd, moved)
}

/** Measured: only the folder that the client is started in counts, not the ones above it. */
async function projectFiles({ cwd, platform }: Surroundings, config: string): Promise<Layer[]> {
  const { join, resolve } = platform === 'win32' ? win32 : posix
  const folder = join(cwd, '.claude')
  // Started in the home folder, the "project" file is the user's own.
  const shared =
    resolve(folder) === resolve(config)
      ? []
      : [layerAt({ name: 'project', source: null, path: join(folder, 'settings.json') })]
  return Promise.all([
    layerAt({ name: 'local', source: null, path: join(folder, 'settings.local.json') }),
    ...shared,
  ])
}

/** Measured: an "env" in the client's own state file counts, below the user settings and above the shell. */
async function stateLayer({ env, home, platform }: Surroundings, config: string): Promise<Layer> {
  const { join } = platform === 'win32' ? win32 : posix
  const moved = (env['CLAUDE_CONFIG_DIR'] ?? '') !== ''
  const older = await layerAt({ name: 'state', source: null, path: join(config, '.config.json') })
  const usual = join(moved ? config : home, '.claude.json')
  const found =
    older.state === 'read' ? older : await layerAt({ name: 'state', source: null, path: usual })
  // It is the client's to mend, and what else is in it is none of our business.
  return {
    ...saidNothing,
    name: 'state',
    source: null,
    path: found.path,
    state: found.state === 'read' ? 'read' : 'absent',
    env: found.env,
  }
}

function shellLayer({ env }: Surroundings): Layer {
  return {
    ...saidNothing,
    name: 'shell',
    source: null,
    path: null,
    state: 'read',
    env: keptOf(env),
  }
}
