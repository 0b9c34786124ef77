// The files that start us at login, for each system: what they hold, whatever the names on this machine.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loginService } from '../../../src/embedded/login/service.ts'
import { loginText, templateOf } from '../../../src/embedded/login/text.ts'
import { placesFor } from '../../../src/world/places.ts'
import type { Surroundings } from '../../../src/world/surroundings.ts'

const folder = `/home/it's 100% "&<$HOME>`
const around = (platform: NodeJS.Platform, env: Record<string, string> = {}): Surroundings => ({
  platform,
  env,
  home: platform === 'win32' ? 'C:\\Users\\A & B' : folder,
  cwd: '/',
  uid: 1000,
})

function textOn(platform: NodeJS.Platform, env: Record<string, string> = {}, stack = 'team-a') {
  const given = around(platform, env)
  const places = placesFor(given, stack)
  const service = loginService(given, places, stack)
  if (service === null) throw new Error('No service here.')
  const template = readFileSync(
    new URL(`../../../templates/${templateOf[service.system]}`, import.meta.url),
    'utf8',
  )
  const starter = platform === 'win32' ? 'C:\\Users\\A & B\\ct.cmd' : `${folder}/ct`
  const text = loginText(service, template, { starter, stack, env, state: places.state })
  return { service, text }
}

describe('systemd', () => {
  it('quotes what it would read as its own signs', () => {
    const { text } = textOn('linux', { XDG_DATA_HOME: '/data/50% $x', XDG_STATE_HOME: 'relative' })
    const line = (name: string) => text.split('\n').filter((each) => each.startsWith(`${name}=`))
    expect(line('ExecStart')).toEqual([
      String.raw`ExecStart=/bin/sh "/home/it's 100%% \"&<$$HOME>/ct" serve --unless-running`,
    ])
    expect(line('Environment')).toEqual(['Environment="XDG_DATA_HOME=/data/50%% $x"'])
  })

  it('holds no secret and nothing of the shell but the places', () => {
    const { text } = textOn('linux', { ANTHROPIC_API_KEY: 'secret', CLAUDE_TELEMETRY_TRACES: 'on' })
    expect(text).not.toMatch(/secret|TRACES/)
  })

  it('lies where the user keeps units, one for each stack', () => {
    const places = { env: { XDG_CONFIG_HOME: '/config' } }
    const of = (stack: string) => {
      const given = around('linux', places.env)
      return loginService(given, placesFor(given, stack), stack)
    }
    expect(of('claude-telemetry')?.path).toBe('/config/systemd/user/claude-telemetry.service')
    expect(of('team-a')?.path).toBe('/config/systemd/user/claude-telemetry-team-a.service')
    expect(of('team-a')?.link?.path).toContain('/default.target.wants/')
  })

  it('refuses a name that no unit can hold', () => {
    expect(() => textOn('linux', { XDG_DATA_HOME: '/a\nExecStart=/bin/evil' })).toThrow(/line end/)
  })
})

/** Read by another parser of XML than our own eyes: Python is there wherever the other tests run. */
const python = (script: string, text: string): string | null => {
  try {
    return execFileSync('python3', ['-c', script], { input: text, encoding: 'utf8' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw cause
  }
}

describe('launchd', () => {
  it('is a property list with what it shall run', () => {
    const { service, text } = textOn('darwin', { XDG_DATA_HOME: '/data & more' })
    expect(service.path).toBe(`${folder}/Library/LaunchAgents/claude-telemetry-team-a.plist`)
    const script =
      'import plistlib,json,sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))'
    const read = python(script, text)
    if (read === null) return
    expect(JSON.parse(read)).toMatchObject({
      Label: 'claude-telemetry-team-a',
      ProgramArguments: ['/bin/sh', `${folder}/ct`, 'serve', '--unless-running'],
      EnvironmentVariables: { XDG_DATA_HOME: '/data & more' },
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ThrottleInterval: 60,
      Umask: 0o077,
    })
  })
})

describe('tasks of Windows', () => {
  it('is a task of this user alone, without a window and without an end', () => {
    const { service, text } = textOn('win32', { USERDOMAIN: 'PC', USERNAME: 'A & B' })
    expect(service.name).toBe('claude-telemetry-team-a')
    const script = `
import json,sys,xml.etree.ElementTree as tree
space='{http://schemas.microsoft.com/windows/2004/02/mit/task}'
print(json.dumps({one.tag.replace(space,''): one.text for one in tree.fromstring(sys.stdin.buffer.read()).iter()}))`
    const read = python(script, text)
    if (read === null) return
    expect(JSON.parse(read)).toMatchObject({
      UserId: 'PC\\A & B',
      RunLevel: 'LeastPrivilege',
      Hidden: 'true',
      ExecutionTimeLimit: 'PT0S',
      Command: 'conhost.exe',
      Arguments: '--headless cmd.exe /d /c call "C:\\Users\\A & B\\ct.cmd" serve --unless-running',
    })
  })
})

it('knows no service on a system that it does not know', () => {
  const given = around('freebsd')
  expect(loginService(given, placesFor(given, 'claude-telemetry'), 'claude-telemetry')).toBe(null)
})
