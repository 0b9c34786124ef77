// `init`: settle, ask what is open, make the plan, get a yes, make it, prove it, say how to go on.
import { type Call, type Verb, switchOption } from '../call.ts'
import { lookFirst } from '../checkup/beforehand.ts'
import { saveable } from '../config/resolve.ts'
import { settings as table } from '../config/settings.ts'
import { commandWord } from '../env/shells/registry.ts'
import { Problem } from '../errors.ts'
import { type Draft, drafted, readdressed } from '../making/draft.ts'
import { startedEngine, stopEngine } from '../making/engine.ts'
import { type LoginPlan, planLogin } from '../making/login.ts'
import { nextLines } from '../making/next-lines.ts'
import { movesOf } from '../making/rise.ts'
import { prepare, setUp } from '../making/set-up.ts'
import { proveEngine } from '../making/verify-engine.ts'
import { agreeOnConflicts } from '../placing/agree.ts'
import { refuseForeignHome } from '../placing/home.ts'
import type { Change } from '../placing/placement.ts'
import { type Proposal, describe, drawn } from '../placing/proposal.ts'
import { propose } from '../placing/propose.ts'
import { initAnswer } from '../plan/init-answer.ts'
import { describeSetup, revealed } from '../plan/setup.ts'
import { withLock } from '../state/lock.ts'
import { lastPorts } from '../state/ports.ts'
import { readReceipt } from '../state/receipt.ts'
import { portsAhead } from '../state/wish.ts'
import { chosenShell } from '../survey/chosen-shell.ts'
import { lookAtDocker } from '../survey/docker.ts'
import type { Hop } from '../verify/canary.ts'
import { proveEndpoint } from '../verify/endpoint.ts'
import { hopStep } from '../verify/hop.ts'
import { starterFile } from '../world/places.ts'

/** All that would change, in files of others and at login. */
interface Planned {
  readonly proposals: readonly Proposal[] | Problem
  readonly login: LoginPlan
}

export const init: Verb = async (call) => {
  await refuseForeignHome(call.around)
  const draft = await drafted(call, () => look(call))
  if (!call.talk.canAsk) await look(call)
  if (draft.isEngineOpen) await sayEngine(call)
  const planned = {
    proposals: await proposed(call, draft),
    login: await planLogin(loginOf(call, draft)),
  }
  if (switchOption(call, 'dryRun')) return preview(call, draft, planned)
  await agree(call, draft, planned)
  const { changes, unplaced, placed } = await made(call, draft)
  const hops = await proved(call, placed)
  if (unplaced !== null) throw unplaced
  const { stack, places, around } = call
  const next = await nextLines(places, around, placed.setup)
  return initAnswer({ stack, setup: placed.setup, changes, hops, next })
}

async function look({ places, around, own, signal, talk }: Call): Promise<void> {
  await lookFirst(places, around, { own, probe: false, signal }, talk)
  // Whoever pressed Ctrl-C meanwhile shall not be asked.
  signal.throwIfAborted()
}

/** Milliseconds for asking Docker, in one place and in all: nothing but this line depends on it. */
const toAskDocker = { limit: 1_500, total: 4_000 } as const

async function sayEngine({ around, talk }: Call): Promise<void> {
  const { found } = await lookAtDocker(around, toAskDocker)
  const why = found === null ? '' : 'Docker answers, but this version has no engine for it yet. '
  talk.say(
    `${why}Telemetry stays here: the embedded engine is used, one background process of ours.`,
  )
}

function loginOf(call: Call, { login }: Draft): Parameters<typeof planLogin>[0] {
  const { places, around, stack } = call
  return { places, around, stack, login, replace: switchOption(call, 'replace') }
}

async function proposed(
  { places, around }: Call,
  { setup, variables }: Draft,
): Promise<readonly Proposal[] | Problem> {
  if (setup.connect === 'none') return []
  const placements = (await readReceipt(places))?.placements ?? []
  const shell = setup.connect === 'shell' ? await chosenShell(null, around) : null
  const own = commandWord('sh', starterFile(places, around.platform))
  try {
    return await propose(
      { to: setup.connect, variables, placements, shell, out: null, places, own },
      around,
    )
  } catch (cause) {
    // The stack is worth having even where the settings cannot be edited: that is said at the end.
    if (cause instanceof Problem && cause.outcome === 'failed') return cause
    throw cause
  }
}

function preview(call: Call, { setup }: Draft, planned: Planned): ReturnType<Verb> {
  const { proposals, login } = planned
  if (proposals instanceof Problem) throw proposals
  const changes = [...proposals.map(drawn), ...login.changes]
  const answer = initAnswer({ stack: call.stack, setup, changes, hops: null, next: [] })
  return Promise.resolve({
    ...answer,
    text: described(setup, proposals, login),
    after: ['Nothing was changed.'],
  })
}

function described(
  setup: Draft['setup'],
  proposals: readonly Proposal[],
  login: LoginPlan,
): string {
  const edits = [...proposals.map(describe), ...(login.text === '' ? [] : [login.text])]
  return [describeSetup(setup), ...edits.map((text) => `\n${text}`)].join('\n')
}

async function agree(
  { talk, ...call }: Call,
  { setup, config }: Draft,
  { proposals, login }: Planned,
): Promise<void> {
  for (const line of revealed(config, (key) => table[key].reveals)) talk.say(`Note: ${line}.`)
  if (proposals instanceof Problem)
    talk.say(`Claude Code cannot be connected: ${proposals.message}`)
  else {
    if (talk.canAsk) talk.say(described(setup, proposals, login))
    else {
      for (const note of proposals.flatMap(({ notes }) => notes)) talk.say(`Note: ${note}.`)
      if (login.text !== '') talk.say(login.text)
    }
    await agreeOnConflicts(proposals, call.options['replace'] === true, talk)
  }
  if (talk.canAsk && !(await talk.confirm('Do this?', true))) {
    throw new Problem('cancelled', 'Cancelled, nothing was changed.')
  }
}

interface Made {
  readonly changes: readonly Change[]
  /** Why Claude Code could not be connected; null when it was, or shall not be. */
  readonly unplaced: Problem | null
  readonly placed: Draft
}

async function made(call: Call, draft: Draft): Promise<Made> {
  const { places, around, stack, signal } = call
  let unplaced: Problem | null = null
  let placed = draft
  await prepare(places)
  return withLock(places.state, signal, async () => {
    // Whoever goes over to an endpoint elsewhere has no use for a process here.
    if (draft.setup.engine === 'remote') await stopEngine({ places, around, stack, signal })
    const steps = setUp({
      ...loginOf(call, draft),
      signal,
      engine: draft.setup.engine,
      saved: saveable(draft.settings),
      start: draft.setup.engine === 'embedded' ? (isStale) => started(call, draft, isStale) : null,
      headersText: draft.headersText,
      propose: async () => {
        placed = await readdressed(call, draft)
        const proposals = await proposed(call, placed)
        if (!(proposals instanceof Problem)) return proposals
        unplaced = proposals
        return []
      },
    })
    for (let step = await steps.next(); ; step = await steps.next()) {
      if (step.done === true) return { changes: step.value, unplaced, placed }
      call.talk.step(step.value)
    }
  })
}

async function started(
  { places, around, stack, signal, talk }: Call,
  { config }: Draft,
  isStale: boolean,
): Promise<string> {
  const wish = { places, around, stack, signal }
  const expected = await portsAhead(places, config)
  const isAnew = isStale && (await stopEngine(wish))
  const { mark, fresh } = await startedEngine(wish)
  for (const line of await movesOf(expected, mark.ports, around)) talk.say(line)
  const did = isAnew
    ? 'Restarted the engine'
    : fresh
      ? 'Started the engine'
      : 'The engine runs already'
  return `${did}; its page is http://127.0.0.1:${mark.ports.page}`
}

const wholeWay =
  'A marked point came through over http/protobuf, http/json and grpc, up to the page'

async function proved(
  { talk, places, around, signal }: Call,
  { config, headers, setup }: Draft,
): Promise<Hop[]> {
  talk.step({ id: 'verify', state: 'started', text: `Sending a marked point to ${setup.address}` })
  const ports = setup.engine === 'embedded' ? await lastPorts(places) : null
  const hops =
    ports === null
      ? await proveEndpoint(config, headers, around.env, signal)
      : await proveEngine(config, headers, ports, { env: around.env, signal })
  const isProven = hops.every(({ ok }) => ok === true)
  // Many hops, all well, are one piece of news; who wants each asks `verify`.
  if (ports !== null && isProven) talk.step({ id: 'verify', state: 'done', text: wholeWay })
  else
    for (const hop of hops.filter(({ ok }) => ports === null || ok !== true))
      talk.step(hopStep(hop))
  return hops
}
