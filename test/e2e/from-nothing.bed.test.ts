// From a fresh clone without Docker to numbers on a page: one command, the real client, and every total as it was sent.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import type { Answer } from '../fakes/fake-messages-api.ts'
import { otlpForwarder, type Passed } from '../fakes/otlp-forwarder.ts'
import { readPoints } from '../fakes/otlp-reading.ts'
import { checkout, type Sealed, sealed } from '../program/sealed.ts'
import { given, stage } from '../real-client/stage.ts'

const minutes = 60_000
const folder = mkdtempSync(join(tmpdir(), 'ct-nothing-'))
const clone = join(folder, 'clone')

beforeAll(() => {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', checkout, clone])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const npmApart = { npm_config_cache: join(folder, 'npm'), npm_config_update_notifier: 'false' }

/** Writes, edits and commits a file: so that every kind of total has something to count. */
function work(project: string): (turn: number) => Answer {
  const file = join(project, 'note.txt')
  const tools = [
    { name: 'Write', input: { file_path: file, content: 'one\ntwo\nthree\n' } },
    { name: 'Edit', input: { file_path: file, old_string: 'two', new_string: '2\nand more' } },
    { name: 'Bash', input: { command: 'git add note.txt && git commit -m Note' } },
  ]
  return (turn) => {
    const usage = {
      input_tokens: 1000 + turn,
      output_tokens: 17 * (turn + 1),
      cache_read_input_tokens: 30_000 + 7 * turn,
      cache_creation_input_tokens: turn % 2 === 0 ? 0 : 513,
    }
    const tool = tools[turn]
    return tool === undefined ? { text: 'Done.', usage } : { tool, usage }
  }
}

const git = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
}

describe.each(clientVersions)('with the client %s', (version) => {
  test.skipIf(part(`claude-${version}`) === null)(
    'npm start -- --yes, one run, and the page and metrics say what was sent',
    { timeout: 12 * minutes },
    async () => {
      let answer: (turn: number) => Answer = () => 'hang'
      const { api, home, run } = await stage({ answer: (turn) => answer(turn) })
      const ours = await sealed({ ...npmApart, HOME: home })
      const starter = join(home, '.local', 'share', 'claude-telemetry', 'bin', 'claude-telemetry')
      onTestFinished(async () => {
        if (existsSync(starter)) await ours.run(['uninstall', '--yes'], { command: [starter] })
        await ours.remove()
      })
      const started = await ours.run(['start', '--', '--yes'], {
        command: ['npm'],
        cwd: clone,
        limit: 8 * minutes,
      })
      expect(started.code, started.stderr).toBe(0)
      const page = /^The page: (http:\/\/127\.0\.0\.1:\d+)$/m.exec(started.stdout)?.[1] ?? ''
      expect((await fetch(page)).status).toBe(200)
      await isProven(ours, starter)

      const passed = await between(home)
      const project = join(home, 'project')
      await mkdir(project)
      execFileSync('git', ['init', '--quiet', project])
      answer = work(project)
      const ran = await run(version, {
        cwd: project,
        env: git,
        args: ['--output-format', 'json', '--allowedTools', 'Write', 'Edit', 'Bash'],
      })
      expect(ran, ran.stdout).toMatchObject({ code: 0, timedOut: false })

      const sent = sums(passed)
      const { metrics } = (await ours.json(['metrics'], { command: [starter] })).data
      const shown = Object.fromEntries(
        metrics.map(({ name, total }: { name: string; total: number | null }) => [name, total]),
      )
      for (const [name, total] of sent) {
        const least = name === 'claude_code.cost.usage' ? 1e-9 : 1e-6
        expect(Math.abs(shown[name] - total), name).toBeLessThan(least)
      }
      expect([...sent.keys()]).toEqual(
        expect.arrayContaining(
          ['session', 'lines_of_code', 'commit', 'active_time', 'code_edit_tool'].map((each) =>
            expect.stringContaining(`claude_code.${each}`),
          ),
        ),
      )
      const truth = given(api)
      const cost = JSON.parse(ran.stdout).total_cost_usd
      expect(Math.abs(shown['claude_code.cost.usage'] - cost)).toBeLessThan(1e-9)
      const tokens = metrics.find(({ name }: { name: string }) => name.includes('token')).by.type
      expect(tokens).toEqual({
        input: truth.input_tokens,
        output: truth.output_tokens,
        cacheRead: truth.cache_read_input_tokens,
        cacheCreation: truth.cache_creation_input_tokens,
      })
      await pageSays(page, sent)
    },
  )
})

async function isProven(ours: Sealed, starter: string): Promise<void> {
  const verified = await ours.json(['verify'], { command: [starter] })
  expect(verified).toMatchObject({ ok: true, code: 0 })
  const ids = verified.data.hops.map(({ id }: { id: string }) => id).join(' ')
  for (const protocol of ['http/protobuf', 'http/json', 'grpc']) expect(ids).toContain(protocol)
  for (const hop of verified.data.hops) expect(hop.ok, JSON.stringify(hop)).not.toBe(false)
}

/** Puts a recorder between the client and the engine, and answers what passes. */
async function between(home: string): Promise<readonly Passed[]> {
  const file = join(home, '.claude', 'settings.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  const behind = Number(new URL(settings.env.OTEL_EXPORTER_OTLP_ENDPOINT).port)
  const forwarder = await otlpForwarder({ http: behind, grpc: behind })
  onTestFinished(() => forwarder.close())
  settings.env.OTEL_EXPORTER_OTLP_ENDPOINT = forwarder.http
  await writeFile(file, JSON.stringify(settings))
  return forwarder.passed
}

function sums(passed: readonly Passed[]): Map<string, number> {
  const sum = new Map<string, number>()
  const ours = passed.filter(({ signal }) => signal === 'metrics')
  expect(ours.every(({ answer }) => answer === 'acknowledged')).toBe(true)
  for (const { message, headers } of ours) {
    for (const { name, value } of readPoints(
      message,
      headers['content-type'] === 'application/json',
    ))
      sum.set(name, (sum.get(name) ?? 0) + value)
  }
  return sum
}

const panels = {
  cost: 'claude_code.cost.usage',
  tokens: 'claude_code.token.usage',
  sessions: 'claude_code.session.count',
  'active-time': 'claude_code.active_time.total',
} as const

/** As the page asks for it: its headline, and the list of all totals. */
async function pageSays(page: string, sent: ReadonlyMap<string, number>): Promise<void> {
  for (const [panel, name] of Object.entries(panels)) {
    const address = `${page}/api/panel?board=overview&panel=${panel}&from=0`
    const { data } = (await (await fetch(address)).json()) as any
    expect(Math.abs(data.answer.value - (sent.get(name) ?? NaN)), panel).toBeLessThan(1e-6)
  }
  const { data } = (await (await fetch(`${page}/api/metrics`)).json()) as any
  for (const [name, total] of sent) {
    const found = data.metrics.find((one: { name: string }) => one.name === name)
    expect(Math.abs(found.total - total), name).toBeLessThan(1e-6)
  }
}
