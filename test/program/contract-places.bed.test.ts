// Where things lie (--home, variable, --stack), and what `env` says in each form.
import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Sealed, sealed, treeOf } from './sealed.ts'
import { asked, ends, remote, setUpHome } from './stage.ts'

let recorder: OtlpRecorder
let box: Sealed
beforeAll(async () => {
  recorder = await otlpRecorder()
  box = await setUpHome(recorder.url, 0)
})
afterAll(async () => {
  await box.remove()
  await recorder.close()
})

async function inside(work: (one: Sealed) => Promise<void>): Promise<void> {
  const one = await sealed()
  try {
    await work(one)
  } finally {
    await one.remove()
  }
}

describe('places', () => {
  it.each([
    ['--home', (folder: string) => ({ args: ['--home', folder], env: {} })],
    [
      'CLAUDE_TELEMETRY_HOME',
      (folder: string) => ({ args: [], env: { CLAUDE_TELEMETRY_HOME: folder } }),
    ],
  ])('%s moves everything of ours', (_, moved) =>
    inside(async (one) => {
      const { args, env } = moved(join(one.home, 'with space'))
      const ran = await one.run([...args, ...remote(recorder.url), '--connect', 'none'], { env })
      expect(ran).toMatchObject({ code: 0 })
      const names = Object.keys(await one.tree())
      expect(names).toContain('/with space/config/stack.json')
      expect(names).toContain('/with space/state/receipt.json')
      expect(names.filter((name) => name !== '/' && !name.startsWith('/with space/'))).toEqual([])
      const starter = join(one.home, 'with space/data/bin/claude-telemetry')
      const said = await one.run(['config', 'get', 'endpoint'], { command: ['/bin/sh', starter] })
      expect(said, 'the starter knows where things lie').toMatchObject({
        code: 0,
        stdout: `${recorder.url}\n`,
      })
      await ends(one.run([...args, 'uninstall', '--yes'], { env }), 0)
      expect(Object.keys(await one.tree())).toEqual(['/'])
    }),
  )

  it('--home before and after the command is the same', () =>
    inside(async (one) => {
      const before = await one.run(['--home', 'x', 'config', 'path'])
      const after = await one.run(['config', 'path', '--home', 'x'])
      expect(before.stdout).toBe(`${join(one.home, 'x/config/stack.json')}\n`)
      expect(after.stdout).toBe(before.stdout)
    }))

  it('--stack keeps a second set-up apart', () =>
    inside(async (one) => {
      await one.run([...remote(recorder.url), '--connect', 'none'])
      const first = await one.tree()
      const other = ['--stack', 'team-a']
      await ends(one.run([...other, ...remote(recorder.url), '--connect', 'none', '--traces']), 0)
      expect((await asked(one, ['config', 'get', 'traces'], 'setting')).value).toBe(false)
      expect((await asked(one, [...other, 'config', 'get', 'traces'], 'setting')).value).toBe(true)
      expect(
        (await asked(one, ['status'], 'status', { env: { CLAUDE_TELEMETRY_STACK: 'team-a' } }))
          .stack,
      ).toBe('team-a')
      const starter = join(
        one.home,
        '.local/share/claude-telemetry/stacks/team-a/bin/claude-telemetry',
      )
      const said = await one.run(['config', 'get', 'traces'], { command: ['/bin/sh', starter] })
      expect(said.stdout).toBe('true\n')
      await ends(one.run([...other, 'uninstall', '--yes']), 0)
      expect(await one.tree(), 'the first is as it was').toEqual(first)
    }))

  it('everything of ours is private', async () => {
    for (const [name, what] of Object.entries(await box.tree())) {
      if (!name.includes('claude-telemetry')) continue
      // Below the private folder `program` lies what the package holds, which is no secret.
      if (!name.includes('/program/0')) expect(what, name).toMatch(/^(?:folder 700|file [67]00 )/)
    }
    expect((await stat(join(box.home, '.config/claude-telemetry/stack.json'))).mode & 0o777).toBe(
      0o600,
    )
  })
})

describe('env', () => {
  const run = async (...args: string[]): Promise<string> => {
    const ran = await box.run(['env', ...args])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    return ran.stdout
  }

  it('-o json is bare, sorted, and the same as --json holds', async () => {
    const bare = JSON.parse(await run('-o', 'json'))
    expect(bare.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(recorder.url)
    expect(Object.keys(bare)).toEqual(Object.keys(bare).toSorted())
    expect(await asked(box, ['env'], 'env')).toMatchObject(bare)
    const gone = JSON.parse(await run('-o', 'json', '--unset'))
    expect(Object.values(gone).every((value) => value === null)).toBe(true)
    expect(Object.keys(gone)).toEqual(Object.keys(bare))
  })

  it('-o dotenv and -o github name every variable', async () => {
    const dotenv = await run('-o', 'dotenv')
    expect(dotenv).toMatch(/^CLAUDE_CODE_ENABLE_TELEMETRY=.?1.?$/m)
    expect(dotenv).toContain(recorder.url)
    const github = await run('-o', 'github')
    expect(github).toMatch(/^OTEL_EXPORTER_OTLP_ENDPOINT(?:=|<<(\S+)\n)/m)
    expect(github).toContain(recorder.url)
  })

  it('takes --protocol, --host and --endpoint for once', async () => {
    const of = async (...args: string[]) => JSON.parse(await run('-o', 'json', ...args))
    expect(await of('--protocol', 'grpc')).toMatchObject({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })
    expect(await of('--protocol', 'http/json')).toMatchObject({
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    })
    const host = new URL(recorder.url)
    host.hostname = 'host.docker.internal'
    expect(await of('--host', 'host.docker.internal')).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: host.origin,
    })
    expect(await of('--endpoint', 'https://otlp.example.com')).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com',
    })
    expect(
      JSON.parse(await run('-o', 'json')).OTEL_EXPORTER_OTLP_ENDPOINT,
      'and does not keep them',
    ).toBe(recorder.url)
  })

  it('works with an address alone, where nothing is set up', () =>
    inside(async (one) => {
      const ran = await one.run(['env', '--endpoint', 'http://127.0.0.1:4318', '-o', 'json'])
      expect(ran.code).toBe(0)
      expect(Object.keys(await one.tree())).toEqual(['/'])
    }))

  it('asks neither the network nor the disk for more than it needs', async () => {
    const before = recorder.exports.length
    await run()
    expect(recorder.exports.length).toBe(before)
  })
})

it('a managed policy is written below its folder only', () =>
  inside(async (one) => {
    await one.run([...remote(recorder.url), '--connect', 'none'])
    await mkdir(join(one.home, 'policy'))
    const before = await one.tree()
    await ends(one.run(['connect', '--to', 'managed', '--out', './policy', '--yes']), 0)
    const after = await one.tree()
    const fresh = Object.keys(after).filter(
      (name) => after[name] !== before[name] && !name.includes('receipt.json'),
    )
    expect(fresh.length).toBeGreaterThan(0)
    expect(fresh.every((name) => name.startsWith('/policy/'))).toBe(true)
    const names = Object.keys(await treeOf(join(one.home, 'policy'))).filter((name) =>
      name.endsWith('.json'),
    )
    for (const name of names) JSON.parse(await readFile(join(one.home, 'policy', name), 'utf8'))
  }))
