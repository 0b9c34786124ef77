// Bad input: each ends with its code, its cause and the next thing to type, and leaves nothing half-written.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Ran, type Sealed, entry, sealed } from './sealed.ts'
import { asked, ends, isHelpful, remote, setUpHome } from './stage.ts'

let recorder: OtlpRecorder
beforeAll(async () => {
  recorder = await otlpRecorder()
})
afterAll(() => recorder.close())

let box: Sealed
beforeEach(async () => {
  box = await sealed()
  return () => box.remove()
})

/** Refused in text and in JSON alike, and the HOME is as it was. */
async function refused(
  one: Sealed,
  args: readonly string[],
  code: string,
  exit: number,
): Promise<string> {
  const before = await one.tree()
  const ran = await ends(one.run(args), exit)
  isHelpful(ran)
  const said = await asked(one, args, 'failure')
  expect(said.code).toBe(code)
  expect(said.hints.length).toBeGreaterThan(0)
  expect(await one.tree()).toEqual(before)
  return ran.stderr
}

const asInit = (...more: string[]): string[] => [...remote('http://127.0.0.1:4318'), ...more]

describe('asked wrongly', () => {
  it.each<[name: string, args: string[], code: string, says: string]>([
    ['a flag', ['status', '--jsn'], 'unknown-option', 'Did you mean --json?'],
    ['a command', ['statu'], 'unknown-command', 'Did you mean status?'],
    ['a command far from any', ['frobnicate'], 'unknown-command', '--help'],
    ['a shell', ['env', '--shell', 'klingon'], 'bad-arguments', 'fish'],
    ['a shell for completion', ['completion', 'tcsh'], 'bad-arguments', 'zsh'],
    ['a setting', ['config', 'get', 'endpont'], 'unknown-setting', 'endpoint'],
    ['a value of a setting', ['config', 'set', 'protocol', 'http'], 'bad-setting', 'http/protobuf'],
    ['a check', ['doctor', '--only', 'nothing-such'], 'unknown-finding', 'doctor --list'],
    ['a stack', ['status', '--stack', '../other'], 'bad-arguments', '--stack'],
    ['a flag without its value', ['init', '--endpoint'], 'bad-arguments', '--endpoint'],
    ['an empty place', ['status', '--home', ''], 'bad-arguments', '--home'],
    ['an engine', ['init', '--engine', 'moon'], 'bad-setting', 'remote'],
    ['a number', asInit('--metrics-interval', '5'), 'bad-setting', '100'],
    ['labels', asInit('--resource-attributes', 'team id=core'), 'bad-setting', 'team.id=core'],
    ['content without spans', asInit('--log-tool-content'), 'bad-setting', '--traces'],
    ['no address', ['init', '--yes', '--engine', 'remote'], 'bad-arguments', '--endpoint http'],
    ['too much', ['status', 'now'], 'bad-arguments', 'status --help'],
  ])('%s', async (_, args, code, says) => {
    expect(await refused(box, args, code, 2)).toContain(says)
  })

  it.each([
    ['nonsense', 'no scheme'],
    ['localhost:4318', 'scheme'],
    ['http:/127.0.0.1:4318', 'not an address'],
    ['http:127.0.0.1:4318', 'not an address'],
    ['http://', 'not an address'],
    ['ftp://127.0.0.1', 'neither http nor https'],
    ['http://127.0.0.1:0', 'port 0'],
    ['http://127.0.0.1:70000', 'port 70000'],
    ['http://[::1', 'not an address'],
    ['http://a b', 'not an address'],
    ['http://user:sesame@127.0.0.1', 'password'],
    ['http://127.0.0.1/v1/metrics', '/v1/'],
    ['http://127.0.0.1?a=b', 'query'],
  ])('the address %s', async (address, why) => {
    const said = await refused(box, remote(address), 'bad-setting', 2)
    expect(said).toContain(why)
    expect(said).not.toContain('sesame')
    expect(said, 'nothing else is said before the fault').toMatch(/^Error: --endpoint/)
  })

  it('a variable with a bad value is named', async () => {
    const ran = await ends(
      box.run(['config', 'show'], { env: { CLAUDE_TELEMETRY_PROTOCOL: 'carrier-pigeon' } }),
      2,
    )
    expect(ran.stderr).toContain('CLAUDE_TELEMETRY_PROTOCOL')
  })
})

describe('files that are given', () => {
  it('headers that others can read', async () => {
    await writeFile(join(box.home, 'headers'), 'Authorization=Bearer sesame\n', { mode: 0o644 })
    const said = await refused(box, asInit('--headers-file', 'headers'), 'secret-readable', 2)
    expect(said).toContain('chmod 600')
  })

  it('headers that are not there', async () => {
    expect(await refused(box, asInit('--headers-file', 'headers'), 'bad-headers', 2)).toContain(
      join(box.home, 'headers'),
    )
  })

  it('headers that are none: the line is named, never what it holds', async () => {
    await writeFile(join(box.home, 'headers'), '# token\nBearer sesame\n', { mode: 0o600 })
    const said = await refused(box, asInit('--headers-file', 'headers'), 'bad-headers', 2)
    expect(said).toContain('line 2')
    expect(said).not.toContain('sesame')
  })

  it('a certificate authority that is not there', async () => {
    const said = await refused(
      box,
      [...remote('https://127.0.0.1:4318'), '--ca-file', 'ca.pem'],
      'file-unreadable',
      1,
    )
    expect(said).toContain(join(box.home, 'ca.pem'))
  })
})

describe('files of ours that are damaged', () => {
  const reading = [
    ['init', '--yes'],
    ['env'],
    ['connect', '--yes'],
    ['status'],
    ['verify'],
    ['config', 'show'],
    ['config', 'set', 'traces', 'on'],
  ]
  const stack = '.config/claude-telemetry/stack.json'
  const receipt = '.local/state/claude-telemetry/receipt.json'

  async function damaged(file: string, text: string): Promise<Sealed> {
    const one = await setUpHome(recorder.url, 0)
    await mkdir(join(one.home, dirname(file)), { recursive: true })
    await writeFile(join(one.home, file), text, { mode: 0o600 })
    return one
  }

  it.each([
    ['half-written', '{\n  "schemaVersion": 1,\n  "settings": {\n    "endp', 'stack-damaged'],
    ['empty', '', 'stack-damaged'],
    ['of another form', '[]', 'stack-damaged'],
    [
      'with a value that cannot be',
      '{"schemaVersion":1,"settings":{"endpoint":"nonsense"}}',
      'stack-damaged',
    ],
    ['with an unknown setting', '{"schemaVersion":1,"settings":{"moon":1}}', 'stack-damaged'],
    ['newer', '{"schemaVersion":99,"settings":{}}', 'stack-newer'],
  ])('stack.json is %s', async (_, text, code) => {
    const one = await damaged(stack, text)
    try {
      for (const args of reading) expect(await refused(one, args, code, 1)).toContain(stack)
      const { findings } = await asked(one, ['doctor'], 'doctor')
      expect(findings.find(({ id }: { id: string }) => id === 'stack-file')).toMatchObject({
        level: 'error',
      })
      await ends(one.run(['disconnect']), 0, 'undoing needs the receipt only')
      await ends(one.run(['uninstall', '--yes']), 0)
      expect(Object.keys(await one.tree())).toEqual(['/'])
    } finally {
      await one.remove()
    }
  })

  it.each([
    ['half-written', '{ "schemaVersion": 1, "placem'],
    ['newer', '{"schemaVersion":99,"placements":[]}'],
    ['without its parts', '{"schemaVersion":1}'],
    ['with parts that are none', '{"schemaVersion":1,"placements":[{"kind":"settings"}]}'],
  ])('receipt.json is %s', async (_, text) => {
    const one = await damaged(receipt, text)
    const verbs = [
      ['init', '--yes'],
      ['connect', '--yes'],
      ['status'],
      ['disconnect'],
      ['uninstall', '--yes'],
    ]
    try {
      for (const args of verbs)
        expect(await refused(one, args, 'receipt-damaged', 1)).toContain(receipt)
    } finally {
      await one.remove()
    }
  })
})

describe('a HOME that is unlike others', () => {
  it('empty: the system is asked, not the folder we stand in', async () => {
    const ran = await ends(box.run(['config', 'path'], { env: { HOME: '' } }), 0)
    expect(ran.stdout).toMatch(/^\/.*claude-telemetry\/stack\.json\n$/)
    expect(ran.stdout).not.toContain(box.home)
    expect(Object.keys(await box.tree())).toEqual(['/'])
  })

  it('not there: it is made, and taken away again', async () => {
    const env = { HOME: join(box.home, 'not/there') }
    await ends(box.run(remote(recorder.url), { env }), 0)
    await ends(box.run(['uninstall', '--yes'], { env }), 0)
    expect(Object.keys(await box.tree())).toEqual(['/'])
  })

  it('a file', async () => {
    await writeFile(join(box.home, 'file'), '')
    const ran = await ends(
      box.run(remote(recorder.url), { env: { HOME: join(box.home, 'file') } }),
      1,
    )
    isHelpful(ran)
    expect(Object.keys(await box.tree())).toEqual(['/', '/file'])
  })
})

describe('streams', () => {
  /** The program as one word of sh: its streams are the shell's to close. */
  const sh = (line: string): Promise<Ran> =>
    box.run([], {
      command: ['/bin/bash', '-o', 'pipefail', '-c', line],
      env: { CT: `${process.execPath} ${entry}` },
      limit: 20_000,
    })

  it.each(['<&-', '</dev/null'])(
    'standard input %s: nothing is asked, nothing hangs',
    async (closed) => {
      const ran = await ends(sh(`$CT init ${closed}`), 0)
      expect(ran.stdout).toContain('The page: http://127.0.0.1:')
      await ends(sh(`$CT ${remote(recorder.url).join(' ')} ${closed}`), 0)
    },
  )

  it('a reader that leaves early is no fault', async () => {
    const ran = await ends(sh('$CT completion bash | head -n 1'), 0)
    expect(ran.stdout.split('\n').length).toBe(2)
    expect(ran.stderr).toBe('')
    await ends(sh('$CT config show 2>&1 | true'), 0)
  })

  it.each(['>&-', '2>&-', '>&- 2>&-'])('with %s it still ends as it should', async (closed) => {
    await ends(sh(`$CT config show ${closed}`), 0)
    await ends(sh(`$CT frobnicate ${closed}`), 2)
  })

  it('a full standard output is a failure, not a silence', async () => {
    await ends(sh('$CT config show >/dev/full'), 1)
  })
})
