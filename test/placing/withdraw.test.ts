// What happens between connect and disconnect: edits of others stay, crashes leave nothing, secrets are kept secret.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { envChange } from '../../src/env/change.ts'
import { apply } from '../../src/placing/apply.ts'
import { inspect } from '../../src/placing/inspect.ts'
import { describe as described, drawn } from '../../src/placing/proposal.ts'
import { planSettings, settingsFile } from '../../src/placing/settings.ts'
import { describeWithdrawal, planWithdrawal, withdraw } from '../../src/placing/withdraw.ts'
import { type Bench, bench, connect, disconnect, tree } from './bench.ts'

const A = envChange({
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14318',
})
const secret = 'Authorization=Bearer hush'
const S = envChange({ CLAUDE_CODE_ENABLE_TELEMETRY: '1', OTEL_EXPORTER_OTLP_HEADERS: secret })
const isUnix = process.platform !== 'win32'

let to: Bench
let path: string
const read = (): any => JSON.parse(readFileSync(path, 'utf8'))
const put = (text: string, mode = 0o644): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
}
const mode = (of: string): number => statSync(of).mode & 0o777
const stateText = (): string =>
  JSON.stringify(to.receipt) +
  readdirSync(to.backups)
    .map((name) => readFileSync(join(to.backups, name)))
    .join()

beforeEach(() => {
  to = bench()
  path = settingsFile(to.around)
})
afterEach(() => to.end())

describe('edits of others', () => {
  it('after connect are kept, and only our keys go', async () => {
    put('{"a":1,"env":{"OTEL_EXPORTER_OTLP_ENDPOINT":"http://old"}}')
    await connect(to, A)
    put(JSON.stringify({ ...read(), mine: [1, 2], env: { ...read().env, MINE: 'x' } }, null, 4))
    const [result] = await disconnect(to)
    expect(result).toMatchObject({ done: true, change: { action: 'changed' } })
    expect(read()).toEqual({
      a: 1,
      mine: [1, 2],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://old', MINE: 'x' },
    })
  })

  it('to a value of ours are left and named', async () => {
    put('{"a":1}')
    await connect(to, A)
    put(
      JSON.stringify({
        ...read(),
        env: { ...read().env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://mine' },
      }),
    )
    const [result] = await disconnect(to)
    expect(result?.change.reason).toMatch(
      /left as it is: OTEL_EXPORTER_OTLP_ENDPOINT \(now http:\/\/mine\)/,
    )
    expect(read()).toEqual({ a: 1, env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://mine' } })
  })

  it('survive a second connect, and are not asked about twice', async () => {
    put('{"env":{"OTEL_EXPORTER_OTLP_ENDPOINT":"http://old"}}')
    expect((await connect(to, A)).conflicts).toEqual([
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', held: 'http://old', wanted: 'http://127.0.0.1:14318' },
    ])
    put(readFileSync(path, 'utf8').replace('{"env"', '{"new":true,"env"'))
    const text = readFileSync(path, 'utf8')
    expect((await connect(to, A)).conflicts).toEqual([])
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect((await connect(to, envChange({ CLAUDE_CODE_ENABLE_TELEMETRY: '1' }))).conflicts).toEqual(
      [],
    )
    expect(read()).toEqual({
      new: true,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://old', CLAUDE_CODE_ENABLE_TELEMETRY: '1' },
    })
    await disconnect(to)
    expect(read()).toEqual({ new: true, env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://old' } })
  })

  it('to a value of ours are a conflict for the next connect', async () => {
    await connect(to, A)
    put(readFileSync(path, 'utf8').replace('14318', '4318'))
    const proposal = await planSettings(to.around, A, to.receipt.placements)
    expect(proposal.conflicts.map((conflict) => conflict.held)).toEqual(['http://127.0.0.1:4318'])
  })

  it('that took the file or its readability away are told, and the next placement is still undone', async () => {
    put('{"a":1}')
    await connect(to, A)
    const placement = to.receipt.placements[0]!
    put('{"a":1')
    expect(await withdraw(placement, to.around)).toMatchObject({
      done: false,
      change: { action: 'left' },
    })
    rmSync(path)
    expect(await withdraw(placement, to.around)).toMatchObject({
      done: true,
      change: { action: 'unchanged' },
    })
  })

  it.runIf(isUnix)('that put a copy in the place of a link are undone in both files', async () => {
    mkdirSync(dirname(path))
    writeFileSync(join(to.home, 'dotfile.json'), '{"a":1}\n')
    symlinkSync('../dotfile.json', path)
    await connect(to, A)
    const text = readFileSync(path, 'utf8')
    rmSync(path)
    writeFileSync(path, text.replace('{"a":1', '{"a":2'))
    expect(await disconnect(to)).toMatchObject([{ done: true, change: { action: 'changed' } }])
    expect([read(), readFileSync(join(to.home, 'dotfile.json'), 'utf8')]).toEqual([
      { a: 2 },
      '{"a":1}\n',
    ])
  })

  it('in a folder that we made keep the folder', async () => {
    await connect(to, A)
    writeFileSync(join(dirname(path), 'history.jsonl'), '')
    expect((await disconnect(to))[0]?.change.action).toBe('removed')
    expect(readdirSync(dirname(path))).toEqual(['history.jsonl'])
  })

  it('in a file that we made keep the file', async () => {
    await connect(to, A)
    put(JSON.stringify({ model: 'x', ...read() }))
    await disconnect(to)
    expect(read()).toEqual({ model: 'x' })
  })

  it.runIf(isUnix)('of the mode are kept, too', async () => {
    put('{}', 0o644)
    await connect(to, A)
    chmodSync(path, 0o600)
    await disconnect(to)
    expect([mode(path), readFileSync(path, 'utf8')]).toEqual([0o600, '{}'])
  })

  it('between the question and the answer stop the edit', async () => {
    put('{"a":1}')
    const proposal = await planSettings(to.around, A, [])
    put('{"a":2}')
    await expect(apply(proposal, to.backups, async () => undefined)).rejects.toMatchObject({
      code: 'changed-meanwhile',
    })
    expect(read()).toEqual({ a: 2 })
  })
})

it('keeps a byte order mark while connected and when only our part is taken out', async () => {
  put('\uFEFF{"a":1}\n')
  await connect(to, A)
  expect(readFileSync(path, 'utf8')).toMatch(/^\uFEFF\{"a":1,"env"/)
  put(readFileSync(path, 'utf8').replace('1', '2'))
  await disconnect(to)
  expect(readFileSync(path, 'utf8')).toBe('\uFEFF{"a":2}\n')
})

describe('a run that was killed', () => {
  const killed = new Error('killed')

  it.each(['{"a":1}\n', null])(
    'after the receipt and before the file leaves nothing to undo: %s',
    async (text) => {
      if (text !== null) put(text)
      const before = tree(to.home)
      const proposal = await planSettings(to.around, A, [])
      const remember = async (placement: any): Promise<void> => {
        to.receipt.placements = [placement]
        throw killed
      }
      await expect(apply(proposal, to.backups, remember)).rejects.toBe(killed)
      expect(tree(to.home)).toEqual(before)
      expect(await disconnect(to)).toMatchObject([{ done: true, change: { action: 'unchanged' } }])
      expect(tree(to.home)).toEqual(before)
    },
  )

  it('during a second connect still comes back to the original', async () => {
    put('{"a":1}\n')
    const before = tree(to.home)
    await connect(to, A)
    const proposal = await planSettings(
      to.around,
      envChange({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b' }),
      to.receipt.placements,
    )
    const remember = async (placement: any): Promise<void> => {
      to.receipt.placements = [placement]
      throw killed
    }
    await expect(apply(proposal, to.backups, remember)).rejects.toBe(killed)
    await disconnect(to)
    expect(tree(to.home)).toEqual(before)
  })

  it('between writing and renaming leaves a file that goes with the rest', async () => {
    await connect(to, A)
    writeFileSync(join(dirname(path), '.0123456789ab.claude-telemetry.tmp'), '{')
    await disconnect(to)
    expect(tree(to.home)).toEqual([])
  })

  it('and lost its backup takes back what it knows', async () => {
    put('{"a":1}\n')
    await connect(to, A)
    rmSync(to.backups, { recursive: true })
    await disconnect(to)
    expect(read()).toEqual({ a: 1 })
  })
})

it('takes its folders away again when the file cannot be written', async () => {
  const proposal = await planSettings(to.around, A, [])
  const broken = { ...proposal, mode: -1 }
  await expect(apply(broken, to.backups, async () => undefined)).rejects.toMatchObject({
    code: 'file-unwritable',
  })
  expect(tree(to.home)).toEqual([])
})

describe('inspect', () => {
  const state = async () => (await inspect(to.receipt.placements[0]!)).state

  it('tells placed, edited and absent apart, and does not mind edits elsewhere', async () => {
    put('{"a":1}')
    await connect(to, A)
    expect(await state()).toBe('placed')
    put(JSON.stringify({ ...read(), b: 2 }))
    expect(await state()).toBe('placed')
    put(readFileSync(path, 'utf8').replace('14318', '4318'))
    expect(await inspect(to.receipt.placements[0]!)).toEqual({
      state: 'edited',
      names: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    })
    put('{"a":1')
    expect(await state()).toBe('edited')
    put('{"a":1}')
    expect(await state()).toBe('absent')
    rmSync(path)
    expect(await state()).toBe('absent')
  })
})

describe('a secret', () => {
  it.runIf(isUnix)(
    'makes a new file private, and stays out of the receipt, the plan and the undo plan',
    async () => {
      const proposal = await connect(to, S)
      expect(mode(path)).toBe(0o600)
      expect(read().env.OTEL_EXPORTER_OTLP_HEADERS).toBe(secret)
      const undo = await planWithdrawal(to.receipt.placements[0]!, to.around)
      expect(
        JSON.stringify(to.receipt) + described(proposal) + describeWithdrawal(undo),
      ).not.toContain('hush')
      expect(described(proposal)).toContain('OTEL_EXPORTER_OTLP_HEADERS')
    },
  )

  it.runIf(isUnix)(
    'is refused in a file that others can read, unless a folder above is closed',
    async () => {
      put('{}', 0o644)
      const before = tree(to.home)
      chmodSync(dirname(to.home), 0o755)
      const refusal = await connect(to, S).catch((problem: unknown) => problem)
      expect(refusal).toMatchObject({
        code: 'secret-readable',
        hints: expect.arrayContaining([`chmod 600 '${path}'`]),
      })
      expect(tree(to.home)).toEqual(before)
      chmodSync(dirname(path), 0o700)
      await connect(to, S)
      expect(read().env.OTEL_EXPORTER_OTLP_HEADERS).toBe(secret)
    },
  )

  it.runIf(isUnix)(
    'of before us comes back although the file was edited, and its backup is private',
    async () => {
      put('{"env":{"OTEL_EXPORTER_OTLP_HEADERS":"x=former"}}', 0o600)
      const proposal = await connect(to, S)
      expect(JSON.stringify(proposal.conflicts)).not.toMatch(/former|hush/)
      expect(JSON.stringify(to.receipt)).not.toMatch(/former|hush/)
      expect(stateText()).toContain('former')
      expect([
        mode(to.backups),
        ...readdirSync(to.backups).map((name) => mode(join(to.backups, name))),
      ]).toEqual([0o700, 0o600])
      put(JSON.stringify({ ...read(), mine: 1 }))
      await disconnect(to)
      expect(read()).toEqual({ mine: 1, env: { OTEL_EXPORTER_OTLP_HEADERS: 'x=former' } })
      expect(existsSync(to.backups) ? readdirSync(to.backups) : []).toEqual([])
    },
  )

  it('that somebody changed since is left and named, not shown', async () => {
    put('{}', 0o600)
    await connect(to, S)
    put(JSON.stringify({ env: { ...read().env, OTEL_EXPORTER_OTLP_HEADERS: 'x=theirs' } }))
    const [result] = await disconnect(to)
    expect(result?.change.reason).toContain('OTEL_EXPORTER_OTLP_HEADERS')
    expect(result?.change.reason).not.toContain('theirs')
    expect(read()).toEqual({ env: { OTEL_EXPORTER_OTLP_HEADERS: 'x=theirs' } })
  })
})

describe('what is shown', () => {
  it('is the exact change, without a line of others', async () => {
    put('{"token":"private","env":{"OTEL_EXPORTER_OTLP_ENDPOINT":"http://old"}}')
    const proposal = await planSettings(to.around, A, [])
    expect(described(proposal)).toBe(
      [
        `--- ${path}`,
        `+++ ${path}`,
        '@@ "env" @@',
        '+     "CLAUDE_CODE_ENABLE_TELEMETRY": "1"',
        '-     "OTEL_EXPORTER_OTLP_ENDPOINT": "http://old"',
        '+     "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:14318"',
      ].join('\n'),
    )
    expect(drawn(proposal)).toEqual({ path, action: 'changed', reason: null })
    await connect(to, A)
    expect(drawn(await planSettings(to.around, A, to.receipt.placements)).action).toBe('unchanged')
    const undo = await planWithdrawal(to.receipt.placements[0]!, to.around)
    expect(undo.change).toEqual({ path, action: 'changed', reason: 'restored to the byte' })
    expect(describeWithdrawal(undo)).toContain(
      '- OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:14318\n+ OTEL_EXPORTER_OTLP_ENDPOINT="http://old"',
    )
  })

  it('says that the client skips a file with remarks', async () => {
    put('{} // why\n')
    const proposal = await connect(to, A)
    expect(drawn(proposal).reason).toMatch(/skips/)
    expect(readFileSync(path, 'utf8')).toContain('// why')
  })
})

describe('where', () => {
  it('follows CLAUDE_CONFIG_DIR, also a relative one', () => {
    const at = (dir: string): string =>
      settingsFile({ ...to.around, env: { CLAUDE_CONFIG_DIR: dir } })
    expect([at('/x/y'), at('y'), at('')].map((one) => one.replaceAll('\\', '/'))).toEqual(
      ['/x/y/settings.json', `${to.home}/y/settings.json`, `${to.home}/.claude/settings.json`].map(
        (one) => one.replaceAll('\\', '/'),
      ),
    )
  })

  it.runIf(isUnix)('makes folder and file as the client makes them', async () => {
    const old = process.umask(0o022)
    try {
      await connect(to, A)
    } finally {
      process.umask(old)
    }
    expect([mode(dirname(path)), mode(path)]).toEqual([0o755, 0o644])
  })
})
