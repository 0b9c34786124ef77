// Where our files lie: below CLAUDE_TELEMETRY_HOME when that is set, else in the platform's own places.
import { posix, win32 } from 'node:path'
import { Problem } from '../errors.ts'
import type { Surroundings } from './surroundings.ts'

export interface Places {
  readonly config: string
  readonly data: string
  readonly state: string
  readonly cache: string
  /** What moved them, so that the starter can move them again; null for the platform's own places. */
  readonly home: string | null
}

export const defaultStack = 'claude-telemetry'

export function placesFor(around: Surroundings, stack: string): Places {
  const path = around.platform === 'win32' ? win32 : posix
  if (!/^[a-z0-9][a-z0-9_.-]{0,62}$/.test(stack)) {
    throw new Problem('bad-arguments', `${JSON.stringify(stack)} cannot be the name of a stack.`, {
      hints: ['Use small letters, digits, dots, dashes and underscores, such as --stack team-a.'],
    })
  }
  const wished = around.env['CLAUDE_TELEMETRY_HOME']
  const home = wished === undefined || wished === '' ? null : path.resolve(around.cwd, wished)
  const base = home === null ? platformPlaces(around) : below(home, path)
  const own = (place: string): string =>
    stack === defaultStack ? place : path.join(place, 'stacks', stack)
  return {
    config: own(base.config),
    data: own(base.data),
    state: own(base.state),
    cache: own(base.cache),
    home,
  }
}

type FourPlaces = Omit<Places, 'home'>

function below(home: string, path: typeof posix): FourPlaces {
  return {
    config: path.join(home, 'config'),
    data: path.join(home, 'data'),
    state: path.join(home, 'state'),
    cache: path.join(home, 'cache'),
  }
}

function platformPlaces({ env, platform, home }: Surroundings): FourPlaces {
  const name = defaultStack
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local')
    return below(win32.join(local, name), win32)
  }
  const library = (mac: string, other: string): string =>
    posix.join(home, platform === 'darwin' ? posix.join('Library', mac) : other)
  // A relative XDG path is invalid by its standard and ignored.
  const xdg = (variable: string, otherwise: string): string =>
    posix.join(env[variable]?.startsWith('/') ? env[variable] : otherwise, name)
  return {
    config: xdg('XDG_CONFIG_HOME', library('Preferences', '.config')),
    data: xdg('XDG_DATA_HOME', library('Application Support', '.local/share')),
    state: xdg('XDG_STATE_HOME', library('Application Support/State', '.local/state')),
    cache: xdg('XDG_CACHE_HOME', library('Caches', '.cache')),
  }
}

/** A name that works whatever the PATH is: made by init, below our own data. */
export function starterFile(places: Places, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? win32.join(places.data, 'bin', 'claude-telemetry.cmd')
    : posix.join(places.data, 'bin', 'claude-telemetry')
}
