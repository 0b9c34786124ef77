// What the engine may not keep is in no byte of it: looked for in the files of the store, in its log, on its page.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import { marker, setUpStage } from '../real-client/settings-stage.ts'
import { bytesBelow, type EngineStage, engineStage, everythingShown } from './engine-stage.ts'

const minute = 60_000
const spoken = [marker.prompt, marker.answer, marker.command, marker.path, marker.content]
/** As if exported in the shell, whatever our settings say. */
const tellingAll = {
  OTEL_LOG_USER_PROMPTS: '1',
  OTEL_LOG_ASSISTANT_RESPONSES: '1',
  OTEL_LOG_TOOL_DETAILS: '1',
  OTEL_LOG_TOOL_CONTENT: '1',
  OTEL_LOG_RAW_API_BODIES: '1',
  OTEL_TRACES_EXPORTER: 'otlp',
  CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: '1',
}
const who = { 'user.email': 'Jane.Doe@mail.example', 'host.name': 'janes-laptop' }
const signedIn = { ...tellingAll, OTEL_RESOURCE_ATTRIBUTES: labelled(who) }

function labelled(pairs: Record<string, string>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join(',')
}

/** In bytes as they are in the files: texts of ours are ASCII. */
async function heldBy(engine: EngineStage, home: string): Promise<string> {
  const store = await bytesBelow(join(engine.data, 'store'))
  const logs = await bytesBelow(join(home, '.local', 'state', 'claude-telemetry', 'logs'))
  return [store, logs, await everythingShown(engine)].join('\n')
}

const found = (all: string, texts: readonly string[]): string[] =>
  texts.filter((text) => all.toLowerCase().includes(text.toLowerCase()))

describe.each(clientVersions)('with the client %s', (version) => {
  test.skipIf(part(`claude-${version}`) === null)(
    'what it says unasked is dropped, and what the settings ask for is kept',
    { timeout: 10 * minute },
    async () => {
      const { home, session } = await setUpStage()
      const engine = await engineStage(home)
      await session(version, { env: signedIn })
      const before = await heldBy(engine, home)
      expect(before).toContain('user_prompt')
      expect(found(before, [...spoken, who['user.email']])).toEqual([])
      expect(found(before, [who['host.name']])).not.toEqual([])

      for (const key of ['log-prompts', 'log-responses', 'log-tool-details'])
        expect(await engine.ours.run(['config', 'set', key, 'true'])).toMatchObject({ code: 0 })
      expect(await engine.ours.run(['restart'])).toMatchObject({ code: 0 })
      expect(await engine.ours.run(['connect', '--yes'])).toMatchObject({ code: 0 })
      await session(version, { env: signedIn })
      const after = await heldBy(engine, home)
      expect(found(after, [marker.prompt, marker.answer, marker.command])).toHaveLength(3)
      // Bodies of the API hold all of it, and nobody can ask for them here.
      expect(found(after, [marker.content, 'not-a-key-of-anybody'])).toEqual([])
    },
  )
})

const version = '2.1.329'
const recordedSignedIn = 'claude-code-2.1.329/metrics-delta-oauth-identity.json'

describe.skipIf(part(`claude-${version}`) === null)('identity', () => {
  test(
    'as the settings say: a sign instead of an address, the same one for the same person',
    {
      timeout: 10 * minute,
    },
    async () => {
      const { home, session } = await setUpStage()
      const engine = await engineStage(home, ['--identity', 'email=hash,host=drop'])
      await session(version, { env: signedIn })
      const key = join(engine.data, 'store', 'identity.key')
      expect((await stat(key)).mode & 0o777).toBe(0o600)
      const secret = (await readFile(key, 'utf8')).trim()
      const before = await heldBy(engine, home)
      expect(found(before, Object.values(who))).toEqual([])
      const first = signsIn(before)
      expect(first).toHaveLength(1)

      expect(await engine.ours.run(['restart'])).toMatchObject({ code: 0 })
      const shouted = { 'user.email': ` ${who['user.email'].toUpperCase()}` }
      await session(version, { env: { ...signedIn, OTEL_RESOURCE_ATTRIBUTES: labelled(shouted) } })
      expect(signsIn(await heldBy(engine, home))).toEqual(first)
      expect((await everythingShown(engine)).includes(secret)).toBe(false)
      const said = ['config', 'status', 'doctor', 'logs'].map((verb) => engine.ours.run([verb]))
      for (const { stdout, stderr } of await Promise.all(said))
        expect(stdout + stderr).not.toContain(secret)

      const change = ['config', 'set', 'identity', 'email=keep']
      expect((await engine.ours.run(change)).stderr).toContain('restart')
      expect(await engine.ours.run(['restart'])).toMatchObject({ code: 0 })
      await session(version, { env: signedIn })
      const kept = await heldBy(engine, home)
      // What is stored stays as it was stored.
      expect(signsIn(kept)).toEqual(first)
      expect(found(kept, [who['user.email'], who['host.name']])).toHaveLength(2)

      // Whoever wants to be forgotten is known by the address, however it was stored.
      const forget = ['forget', '--user', who['user.email'], '--yes']
      expect(await engine.ours.run(forget)).toMatchObject({ code: 0 })
      const left = await heldBy(engine, home)
      expect(signsIn(left)).toEqual([])
      expect(found(left, [who['user.email']])).toEqual([])
    },
  )

  test('as recorded from a client that was signed in', { timeout: 8 * minute }, async () => {
    const { home } = await setUpStage()
    const engine = await engineStage(home)
    const name = join(import.meta.dirname, '../fixtures', recordedSignedIn)
    const body = await readFile(name, 'utf8')
    const [email] = /[\w.+-]+@[\w.-]+/.exec(body) ?? []
    expect(email).toBeDefined()
    const answer = await fetch(`http://127.0.0.1:${engine.ports.http}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(answer.status).toBe(200)
    const all = await heldBy(engine, home)
    expect(all).toContain('user.account_uuid')
    expect(found(all, [email ?? ''])).toEqual([])
  })
})

function signsIn(all: string): string[] {
  const signs = all.matchAll(/"user\.email":"([0-9a-f]{32})"/g)
  return [...new Set([...signs].map(([, sign]) => sign ?? ''))]
}
