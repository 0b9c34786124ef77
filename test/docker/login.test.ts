// What is shown to a registry: the login of the user's own client, from its file or from its helper.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loginFor } from '../../src/world/docker-login.ts'

describe('the login for an image', () => {
  let home = ''
  beforeEach(async () => {
    home = await mkdtemp('/tmp/dkl-')
  })
  afterEach(() => rm(home, { recursive: true, force: true }))

  const login = async (image: string, config: unknown): Promise<unknown> => {
    const text = typeof config === 'string' ? config : JSON.stringify(config)
    await writeFile(join(home, 'config.json'), text)
    const env = { DOCKER_CONFIG: home, PATH: `${home}:/usr/bin:/bin` }
    const around = { env, platform: 'linux' as const, home, cwd: home, uid: null }
    const found = await loginFor(image, around)
    return found === null ? null : JSON.parse(Buffer.from(found, 'base64url').toString('utf8'))
  }
  const auth = Buffer.from('me:a:b').toString('base64')
  const hub = 'https://index.docker.io/v1/'

  test.each([
    ['registry.example/x:1', 'registry.example'],
    ['registry.example:5000/team/x', 'registry.example:5000'],
    ['localhost/x', 'localhost'],
    ['grafana/loki:3', hub],
    ['docker.io/grafana/loki:3', hub],
    ['busybox', hub],
  ])('of %s is that of %s', async (image, serveraddress) => {
    expect(await login(image, { auths: { [serveraddress]: { auth } } })).toEqual({
      username: 'me',
      password: 'a:b',
      serveraddress,
    })
    expect(await login(image, { auths: { 'another.example': { auth } } })).toBeNull()
  })

  test('comes from the helper that the client names', async () => {
    const helper = join(home, 'docker-credential-tried')
    const answer = '{"Username":"me","Secret":"for $server"}'
    const script = `#!/bin/sh\nread -r server\n[ "$1" = get ] || exit 1\necho "${answer.replaceAll('"', '\\"')}"\n`
    await writeFile(helper, script)
    await chmod(helper, 0o755)
    const wanted = {
      username: 'me',
      password: 'for registry.example',
      serveraddress: 'registry.example',
    }
    expect(await login('registry.example/x', { credsStore: 'tried' })).toEqual(wanted)
    const one = { credHelpers: { 'registry.example': 'tried' } }
    expect(await login('registry.example/x', one)).toEqual(wanted)
    expect(await login('another.example/x', one)).toBeNull()
  })

  test.each<[unknown, string]>([
    ['{', 'no JSON'],
    [{ auths: { 'registry.example': { auth: 'bm9jb2xvbg==' } } }, 'no colon'],
    [{ credsStore: '../../bin/sh' }, 'a path as a helper'],
    [{ credsStore: 'nowhere' }, 'a helper that is missing'],
    [{ auths: [] }, 'a list'],
  ])('%j is none: %s', async (config) => {
    expect(await login('registry.example/x', config)).toBeNull()
  })
})
