// Programs from Debian packages, where we are root on Debian; asks the mirrors only when something is missing.
import { existsSync } from 'node:fs'
import { onPath } from './found.mjs'
import { run } from './run.mjs'

const apt = [
  '-y',
  '-q',
  '--no-install-recommends',
  '-o',
  'DPkg::Lock::Timeout=120',
  '-o',
  'Acquire::Retries=2',
]
const quiet = () => ({ ...process.env, DEBIAN_FRONTEND: 'noninteractive' })

/** Name → null when it is there now, or why it is not. */
export async function ensureDebian(parts, say) {
  const absent = parts.filter(({ name }) => onPath(name) === null)
  const outcome = Object.fromEntries(parts.map(({ name }) => [name, null]))
  if (absent.length === 0) return outcome
  const obstacle = whyNot()
  if (obstacle !== null) {
    for (const { name, from } of absent)
      outcome[name] = { reason: `${obstacle}; package ${from}`, failed: false }
    return outcome
  }
  say(`installing ${absent.map(({ from }) => from).join(' ')}`)
  const faults = await install(absent.map(({ from }) => from))
  for (const { name, from } of absent) {
    if (onPath(name) !== null) continue
    outcome[name] = {
      reason: faults[from] ?? `package ${from} brought no program ${name}`,
      failed: true,
    }
  }
  return outcome
}

function whyNot() {
  if (!existsSync('/etc/debian_version')) return 'not a Debian'
  return process.getuid?.() === 0 ? null : 'not root'
}

/** All at once; when one of them spoils it, each on its own. */
async function install(packages) {
  try {
    await run('apt-get', ['update', '-q'], { limit: 180_000, env: quiet() })
  } catch {
    // A stale list is often good enough: the installation will say what is missing.
  }
  try {
    await run('apt-get', ['install', ...apt, ...packages], { limit: 600_000, env: quiet() })
    return {}
  } catch (cause) {
    if (packages.length === 1) return { [packages[0]]: cause.message }
  }
  const faults = {}
  for (const one of packages) {
    await run('apt-get', ['install', ...apt, one], { limit: 180_000, env: quiet() }).catch(
      (cause) => {
        faults[one] = cause.message
      },
    )
  }
  return faults
}
