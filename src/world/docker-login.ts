// What the user's own Docker client knows about a registry: its login, as an engine takes it for one pull.
import { configFolder, fieldOf, join, readJson } from './docker-contexts.ts'
import { run } from './exec.ts'
import { findProgram } from './programs.ts'
import type { Surroundings } from './surroundings.ts'

const helperLimit = 10_000
/** Under this name clients keep the login of the registry that needs no name. */
const hub = 'https://index.docker.io/v1/'

/** Base64 for the engine; null where no login is known, which public images do not need. */
export async function loginFor(image: string, around: Surroundings): Promise<string | null> {
  const server = serverOf(image)
  const config = await readJson(join(around)(configFolder(around), 'config.json'))
  const own = fieldOf(fieldOf(config, 'credHelpers'), server)
  const helper = typeof own === 'string' ? own : fieldOf(config, 'credsStore')
  const login =
    (typeof helper === 'string' ? await fromHelper(helper, server, around) : null) ??
    fromFile(fieldOf(fieldOf(config, 'auths'), server))
  if (login === null) return null
  const packed = Buffer.from(JSON.stringify({ ...login, serveraddress: server })).toString('base64')
  // The alphabet for addresses, and the filling at the end: engines want both.
  return packed.replaceAll('+', '-').replaceAll('/', '_')
}

interface Login {
  readonly username?: string
  readonly password?: string
  readonly identitytoken?: string
}

/** A registry is named where the first part could be an address; `library/x` is none. */
function serverOf(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const isAddress = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  return isAddress && first !== 'docker.io' ? first : hub
}

/** Asked over its standard input, answered over its output: nothing of it is seen by others. */
async function fromHelper(
  helper: string,
  server: string,
  around: Surroundings,
): Promise<Login | null> {
  if (!/^[\w.-]+$/.test(helper)) return null
  const program = await findProgram(`docker-credential-${helper}`, around)
  if (program === null) return null
  const ran = await run(program, ['get'], { env: around.env, input: server, timeout: helperLimit })
  if (ran.code !== 0) return null
  try {
    const said: unknown = JSON.parse(ran.stdout)
    return loginOf(fieldOf(said, 'Username'), fieldOf(said, 'Secret'))
  } catch {
    return null
  }
}

function fromFile(entry: unknown): Login | null {
  const token = fieldOf(entry, 'identitytoken')
  if (typeof token === 'string' && token !== '') return { identitytoken: token }
  const packed = fieldOf(entry, 'auth')
  if (typeof packed !== 'string') return null
  const text = Buffer.from(packed, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 1 ? null : loginOf(text.slice(0, colon), text.slice(colon + 1))
}

function loginOf(username: unknown, secret: unknown): Login | null {
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return null
  // So helpers mark what is no password.
  return username === '<token>' ? { identitytoken: secret } : { username, password: secret }
}
