// The system's own service manager, asked and told in its own words; every answer has a limit.
import { posix } from 'node:path'
import { type Ran, run } from '../../world/exec.ts'
import { findProgram } from '../../world/programs.ts'
import type { Surroundings } from '../../world/surroundings.ts'
import type { LoginService } from './service.ts'

type Known = Pick<LoginService, 'system' | 'name' | 'path'>

const toAsk = 5_000
/** A stop waits until the process has drained what it took. */
const toStop = 40_000

/** Null where it would work; else why not, as the rest of a sentence. */
export async function whyNoLogin(
  around: Surroundings,
  service: LoginService | null,
): Promise<string | null> {
  if (service === null) return 'this system has no service for it that we know'
  if (service.system !== 'systemd') return null
  if ((await findProgram('systemctl', around)) === null)
    return 'there is no systemd here, as in most containers'
  const ran = await systemctl(around, ['show', '--property=UnitPath', '--value'], toAsk)
  if (ran.code !== 0) {
    const [said = ''] = ran.stderr.trim().split('\n')
    return `systemd's manager for users does not answer${said === '' ? '' : ` (${said})`}`
  }
  const folder = posix.dirname(service.path)
  if (ran.stdout.trim().split(/\s+/).includes(folder)) return null
  return `systemd's manager for users does not read ${folder}`
}

/** After our file has come or gone. Null when it worked, or when it will at the next login by itself. */
export async function tellManager(
  around: Surroundings,
  { system, name, path }: Known,
  now: 'there' | 'gone',
): Promise<string | null> {
  if (system === 'systemd') {
    await systemctl(around, ['daemon-reload'], toAsk)
    if (now === 'gone') await systemctl(around, ['reset-failed', name], toAsk)
    return null
  }
  // The next login reads the folder anew; what this one has loaded goes with its process.
  if (system === 'launchd') return null
  const words =
    now === 'there' ? ['/Create', '/TN', name, '/XML', path, '/F'] : ['/Delete', '/TN', name, '/F']
  const ran = await run('schtasks', words, { env: around.env, timeout: toAsk })
  return ran.code === 0 || now === 'gone' ? null : `${ran.stderr}${ran.stdout}`.trim()
}

/** Stops what the manager has started, so that it does not start it again. */
export async function stopAtManager(around: Surroundings, { system, name }: Known): Promise<void> {
  if (system === 'systemd') await systemctl(around, ['stop', name], toStop)
  if (system === 'launchd')
    await run('launchctl', ['bootout', `gui/${around.uid}/${name}`], { timeout: toStop })
}

function systemctl(around: Surroundings, words: readonly string[], timeout: number): Promise<Ran> {
  return run('systemctl', ['--user', '--no-pager', '--no-ask-password', ...words], {
    env: around.env,
    timeout,
  })
}
