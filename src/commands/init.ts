// `init`: settle, ask what is open, make the plan, get a yes, make it, prove it, say how to go on.
import { type Call, type Verb, switchOption } from '../call.ts'
import { lookFirst } from '../checkup/beforehand.ts'
import { saveable } from '../config/resolve.ts'
import { settings as table } from '../config/settings.ts'
import { commandWord } from '../env/shells/registry.ts'
import { Problem } from '../errors.ts'
import { type Draft, drafted, readdressed } from '../making/draft.ts'
import { startEngine, stopEngine } from '../making/engine.ts'
import { type LoginPlan, planLogin } from '../making/login.ts'
import { nextLines } from '../making/next-lines.ts'
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
    proposals: await planned_(call, draft),
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
