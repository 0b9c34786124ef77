// Looks at where we run: inside a container, inside WSL, over SSH. The facts are gathered here, judged in a pure file.
import { join } from 'node:path'
import { run } from '../world/exec.ts'
import { isKnownName } from '../world/net.ts'
import { textAt } from '../world/peek.ts'
import { findProgram } from '../world/programs.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { gatewayIn, placeFrom } from './place-facts.ts'
import type { PlaceSeen } from './place-facts.ts'

const askLimit = 2000

/** `root` is '/' but for tests, which can be any machine. */
export async function lookAtPlace(around: Surroundings, root = '/'): Promise<PlaceSeen> {
  const read = (path: string): Promise<string | null> => textAt(join(root, path))
  const linux = around.platform === 'linux'
  const seen = placeFrom({
    env: around.env,
    dockerenv: linux ? await read('.dockerenv') : null,
    containerenv: linux ? await read('run/.containerenv') : null,
    cgroup: linux ? await read('proc/1/cgroup') : null,
    mounts: linux ? await read('proc/self/mountinfo') : null,
    version: linux ? await read('proc/version') : null,
  })
  const gateway = linux ? gatewayIn((await read('proc/net/route')) ?? '') : null
  return {
    ...seen,
    container:
      seen.container === null ? null : { ...seen.container, hostName: await hostName(), gateway },
    wsl: seen.wsl === null ? null : { ...seen.wsl, network: await networkOfWsl(around), gateway },
    distributions: around.platform === 'win32' ? await distributions(around) : [],
  }
}

/** The first name by which engines let a container reach its host, if this one knows any. */
async function hostName(): Promise<string | null> {
  for (const name of ['host.docker.internal', 'host.containers.internal']) {
    if (await isKnownName(name, askLimit)) return name
  }
  return null
}

/** 'nat', 'mirrored', 'virtioproxy' or 'none'; null on older versions, which cannot be asked and use NAT. */
async function networkOfWsl(around: Surroundings): Promise<string | null> {
  const program = await findProgram('wslinfo', around)
  if (program === null) return null
  const ran = await run(program, ['--networking-mode'], { env: around.env, timeout: askLimit })
  return ran.code === 0 ? ran.stdout.trim() || null : null
}

/** wsl.exe speaks UTF-16, which arrives here with a zero behind each letter. */
async function distributions(around: Surroundings): Promise<string[]> {
  const ran = await run('wsl.exe', ['--list', '--quiet'], { env: around.env, timeout: askLimit })
  return ran.code === 0
    ? ran.stdout
        .replaceAll('\0', '')
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean)
    : []
}
