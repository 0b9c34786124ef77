// `init`: settle, ask what is open, make the plan, get a yes, make it, prove it, say how to go on.
import { type Call, type Verb, switchOption } from '../call.ts'
import { lookFirst } from '../checkup/beforehand.ts'
import { type Headers, parseHeaders } from '../config/headers.ts'
import { askOpen } from '../config/questions.ts'
import { type Settings, saveable, withAnswers } from '../config/resolve.ts'
import { type StackConfig, settings as table } from '../config/settings.ts'
import type { EnvChange } from '../env/change.ts'
import { commandWord } from '../env/shells/registry.ts'
import { addressOf, masked, variablesFor } from '../env/variables.ts'
import { Problem } from '../errors.ts'
import { agreeOnConflicts } from '../placing/agree.ts'
import { refuseForeignHome } from '../placing/home.ts'
import type { Change } from '../placing/placement.ts'
import { type Proposal, describe, drawn } from '../placing/proposal.ts'
import { propose } from '../placing/propose.ts'
import { initAnswer } from '../plan/init-answer.ts'
import { addressesOf } from '../plan/addresses.ts'
import { noEngine, twoPlaces } from '../plan/no-engine.ts'
import { type Setup, describeSetup, describeVariables, planSetup, revealed } from '../plan/setup.ts'
import { lastingPath, readHeaders } from '../state/headers-file.ts'
import { withLock } from '../state/lock.ts'
import { readReceipt, receiptFile } from '../state/receipt.ts'
import { startEngine, stopEngine } from '../making/engine.ts'
import { nextLines } from '../making/next-lines.ts'
import { prepare, setUp } from '../making/set-up.ts'
import { settle } from '../state/settle.ts'
import { wishOf } from '../state/wish.ts'
import { lastPorts } from '../state/ports.ts'
import { stackFile } from '../state/stack-file.ts'
import { chosenShell } from '../survey/chosen-shell.ts'
import { authority } from '../verify/authority.ts'
import type { Hop } from '../verify/canary.ts'
import { proveEndpoint } from '../verify/endpoint.ts'
import { hopStep } from '../verify/hop.ts'
import { starterFile } from '../world/places.ts'
import { readStdin } from '../world/stdin.ts'

interface Draft {
  readonly settings: Settings
  readonly config: StackConfig
  readonly headers: Headers
  /** Headers from standard input, which have to be kept. */
  readonly headersText: string | null
  readonly variables: EnvChange
  readonly setup: Setup
}

export const init: Verb = async (call) => {
  await refuseForeignHome(call.around)
  const draft = await drafted(call)
  if (!call.talk.canAsk) await look(call)
  const proposals = await planned(call, draft)
  if (switchOption(call, 'dryRun')) return preview(call, draft, proposals)
  await agree(call, draft, proposals)
  const { changes, unplaced, placed } = await made(call, draft)
  const hops = await proved(call, placed)
  if (unplaced !== null) throw unplaced
  return initAnswer({
    stack: call.stack,
    setup: placed.setup,
    addresses: addressesOf(placed.setup, await lastPorts(call.places)),
    changes,
    hops,
    next: await nextLines(call.places, call.around, placed.setup.connect),
  })
}

async function look({ places, around, own, signal, talk }: Call): Promise<void> {
  await lookFirst(places, around, { own, probe: false, signal }, talk)
  // Whoever pressed Ctrl-C meanwhile shall not be asked.
  signal.throwIfAborted()
}

async function drafted(call: Call): Promise<Draft> {
  const settings = await settled(call)
  const config = await wishOf(call.places, settings)
  const headersText =
    config['headers-file'] === '-' && settings['headers-file'].source === 'flag'
      ? await readStdin()
      : null
  const headers =
    headersText === null
      ? await readHeaders(config['headers-file'], call.places, call.around)
      : parseHeaders(headersText, 'standard input')
  if (config['ca-file'] !== null) await authority(config['ca-file'])
  const connect = config.connect ?? (call.talk.yes ? 'settings' : 'none')
  const variables = variablesFor(config, headers)
  const setup = planSetup(
    config,
    {
      engine: config.engine === 'embedded' ? 'embedded' : 'remote',
      address: addressOf(config),
      variables: masked(variables),
      connect,
    },
    {
      stack: stackFile(call.places),
      receipt: receiptFile(call.places),
      starter: starterFile(call.places, call.around.platform),
    },
  )
  if (config.engine !== 'auto') return { settings, config, headers, headersText, variables, setup }
  call.talk.say(describeVariables(setup))
  throw noEngine()
}

/** An address says by itself where the telemetry goes; a path that is saved must mean the same file tomorrow. */
async function settled(call: Call): Promise<Settings> {
  const { places, around, flags, talk } = call
  // What was typed wrongly is said first, alone.
  const { settings } = await settle(places, around, flags)
  if (flags.engine === 'embedded' && flags.endpoint !== undefined) throw twoPlaces()
  if (talk.canAsk) await look(call)
  const asked = talk.canAsk ? withAnswers(settings, await askOpen(settings, talk)) : settings
  const implied =
    asked.engine.value === 'auto' && asked.endpoint.value !== null
      ? { engine: 'remote' as const }
      : {}
  const lasting = (['headers-file', 'ca-file'] as const).flatMap((key) => {
    const value = asked[key].value
    return value === null
      ? []
      : [[key, { ...asked[key], value: lastingPath(value, around) }] as const]
  })
  return { ...withAnswers(asked, implied), ...Object.fromEntries(lasting) }
}

async function planned(
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

function preview(
  call: Call,
  { setup }: Draft,
  proposals: readonly Proposal[] | Problem,
): ReturnType<Verb> {
  if (proposals instanceof Problem) throw proposals
  const text = [describeSetup(setup), ...proposals.map((one) => `\n${describe(one)}`)].join('\n')
  const answer = initAnswer({
    stack: call.stack,
    setup,
    addresses: addressesOf(setup, null),
    changes: proposals.map(drawn),
    hops: null,
    next: [],
  })
  return Promise.resolve({ ...answer, text, after: ['Nothing was changed.'] })
}

async function agree(
  { talk, ...call }: Call,
  { setup, config }: Draft,
  proposals: readonly Proposal[] | Problem,
): Promise<void> {
  for (const line of revealed(config, (key) => table[key].reveals)) talk.say(`Note: ${line}.`)
  if (proposals instanceof Problem)
    talk.say(`Claude Code cannot be connected: ${proposals.message}`)
  else {
    if (talk.canAsk)
      talk.say([describeSetup(setup), ...proposals.map((one) => `\n${describe(one)}`)].join('\n'))
    else for (const note of proposals.flatMap(({ notes }) => notes)) talk.say(`Note: ${note}.`)
    await agreeOnConflicts(proposals, call.options['replace'] === true, talk)
  }
  if (talk.canAsk && !(await talk.confirm('Do this?', true))) {
    throw new Problem('cancelled', 'Cancelled, nothing was changed.')
  }
}

async function made(
  call: Call,
  draft: Draft,
): Promise<{ changes: readonly Change[]; unplaced: Problem | null; placed: Draft }> {
  const { places, around, stack, signal } = call
  let unplaced: Problem | null = null
  let placed = draft
  await prepare(places)
  return withLock(places.state, signal, async () => {
    // Whoever goes over to an endpoint elsewhere has no use for a process here.
    if (draft.setup.engine === 'remote') await stopEngine({ places, around, stack, signal })
    const steps = setUp({
      places,
      around,
      stack,
      signal,
      engine: draft.setup.engine,
      saved: saveable(draft.settings),
      start: draft.setup.engine === 'embedded' ? () => started(call) : null,
      headersText: draft.headersText,
      propose: async () => {
        // Ports may have moved: what is placed is where the engine really listens.
        placed = await readdressed(call, draft)
        const proposals = await planned(call, placed)
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

async function started({ places, around, stack, signal }: Call): Promise<string> {
  const ports = await startEngine({ places, around, stack, signal })
  return `Started the engine; its page is http://127.0.0.1:${ports.page}`
}

async function readdressed(call: Call, draft: Draft): Promise<Draft> {
  const config = await wishOf(call.places, draft.settings)
  const variables = variablesFor(config, draft.headers)
  const setup = { ...draft.setup, address: addressOf(config), variables: masked(variables) }
  return { ...draft, config, variables, setup }
}

async function proved(
  { talk, around, signal }: Call,
  { config, headers, setup }: Draft,
): Promise<Hop[]> {
  talk.step({ id: 'verify', state: 'started', text: `Sending a marked point to ${setup.address}` })
  const hops = await proveEndpoint(config, headers, around.env, signal)
  for (const hop of hops) talk.step(hopStep(hop))
  return hops
}
