// What starts programs of a user at login on this system, and where its file for us lies. Values only.
import { posix, win32 } from 'node:path'
import { type Places, defaultStack } from '../../world/places.ts'
import type { Surroundings } from '../../world/surroundings.ts'

export interface LoginService {
  readonly system: 'systemd' | 'launchd' | 'tasks'
  /** As the system knows it: a unit, a label, a task. */
  readonly name: string
  readonly path: string
  /** What makes systemd want the unit at login; null elsewhere. */
  readonly link: { readonly path: string; readonly to: string } | null
  /** Our own folder, closed to others; else one of the user's. */
  readonly isPrivate: boolean
}

/** Null where we know of none. */
export function loginService(
  around: Surroundings,
  places: Places,
  stack: string,
): LoginService | null {
  const name = stack === defaultStack ? defaultStack : `${defaultStack}-${stack}`
  if (around.platform === 'linux') return systemd(around, name)
  if (around.platform === 'darwin')
    return {
      system: 'launchd',
      name,
      path: posix.join(around.home, 'Library', 'LaunchAgents', `${name}.plist`),
      link: null,
      isPrivate: false,
    }
  if (around.platform !== 'win32') return null
  const path = win32.join(places.config, 'login.xml')
  return { system: 'tasks', name, path, link: null, isPrivate: true }
}

function systemd({ env, home }: Surroundings, name: string): LoginService {
  const wished = env['XDG_CONFIG_HOME']
  const config = wished?.startsWith('/') === true ? wished : posix.join(home, '.config')
  const folder = posix.join(config, 'systemd', 'user')
  const unit = `${name}.service`
  const path = posix.join(folder, unit)
  return {
    system: 'systemd',
    name: unit,
    path,
    link: { path: posix.join(folder, 'default.target.wants', unit), to: path },
    isPrivate: false,
  }
}
