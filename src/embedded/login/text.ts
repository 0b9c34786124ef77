// The file that tells the system to start us at login: it runs our own starter, and nothing that may vanish.
import { posix } from 'node:path'
import { render } from '../../plan/render.ts'
import { defaultStack } from '../../world/places.ts'
import type { Environment } from '../../world/surroundings.ts'
import type { LoginService } from './service.ts'

export interface LoginValues {
  readonly starter: string
  readonly stack: string
  readonly env: Environment
  /** Our state folder: what the process says before it can keep a log of its own goes there. */
  readonly state: string
}

export const templateOf: Readonly<Record<LoginService['system'], string>> = {
  systemd: 'login.service.hbs',
  launchd: 'login.plist.hbs',
  tasks: 'login.task.hbs',
}

/** The places of this user, which a service manager that never read a profile may not know. */
const moving = ['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME'] as const

export function loginText(service: LoginService, template: string, values: LoginValues): string {
  const { starter, stack, env, state } = values
  const moved = moving.flatMap((name) => {
    const value = env[name]
    return value?.startsWith('/') === true ? [{ name, value }] : []
  })
  const which = stack === defaultStack ? '' : ` (${stack})`
  const description = `claude-telemetry${which}: keeps what Claude Code reports, on this machine`
  if (service.system === 'systemd')
    return render(template, {
      starter,
      description,
      variables: moved.map(({ name, value }) => `${name}=${value}`),
    })
  if (service.system === 'launchd') {
    const log = posix.join(state, 'logs', 'serve.log')
    return render(template, { name: service.name, starter, variables: moved, log })
  }
  return render(template, { starter, description, user: userOf(env) })
}

function userOf(env: Environment): string {
  const [domain, name] = [env['USERDOMAIN'], env['USERNAME'] ?? '']
  return domain === undefined || domain === '' ? name : `${domain}\\${name}`
}
