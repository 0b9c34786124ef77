// What `init` is about to make, settled and complete, before anything is shown or done.
import type { Call } from '../call.ts'
import { type EngineName, engineOf } from '../config/engine.ts'
import type { Headers } from '../config/headers.ts'
import { askOpen } from '../config/questions.ts'
import { type Settings, withAnswers } from '../config/resolve.ts'
import type { StackConfig } from '../config/settings.ts'
import { whyNoLogin } from '../embedded/login/manager.ts'
import { loginService } from '../embedded/login/service.ts'
import type { EnvChange } from '../env/change.ts'
import { addressOf, masked, variablesFor } from '../env/variables.ts'
import { Problem } from '../errors.ts'
import { addressesOf } from '../plan/addresses.ts'
import { twoPlaces } from '../plan/no-engine.ts'
import { type Setup, planSetup } from '../plan/setup.ts'
import { headersOf } from '../state/headers.ts'
import { lastingPath } from '../state/headers-file.ts'
import { collected } from '../state/own-things.ts'
import { lastPorts } from '../state/ports.ts'
import { programFolder } from '../state/program.ts'
import { receiptFile } from '../state/receipt.ts'
import { settle } from '../state/settle.ts'
import { stackFile } from '../state/stack-file.ts'
import { portsAhead, wishOf } from '../state/wish.ts'
import { authority } from '../verify/authority.ts'
import { starterFile } from '../world/places.ts'
import { readStdin } from '../world/stdin.ts'
import type { LoginWish } from './login.ts'

export interface Draft {
  readonly settings: Settings
  readonly config: StackConfig
  readonly headers: Headers
  /** Headers from standard input, which have to be kept. */
  readonly headersText: string | null
  readonly variables: EnvChange
  readonly setup: Setup
  readonly login: LoginWish['login']
  /** Nobody chose the engine: which one it is has to be said. */
  readonly isEngineOpen: boolean
}

/** `look` at the machine first: whoever is asked shall know of troubles before. */
export async function drafted(call: Call, look: () => Promise<void>): Promise<Draft> {
  const { settings, isEngineOpen } = await settled(call, look)
  const config = await wishOf(call.places, settings)
  const headersText =
    config['headers-file'] === '-' && settings['headers-file'].source === 'flag'
      ? await readStdin()
      : null
  const { places, around } = call
  const engine = engineOf(settings)
  const headers = await headersOf(config, { places, around, text: headersText, early: true })
  if (config['ca-file'] !== null) await authority(config['ca-file'])
  const login = await loginWish(call, settings, engine)
  const variables = variablesFor(config, headers)
  const setup = planSetup(
    config,
    {
      engine,
      address: addressOf(config),
      addresses: addressesOf(
        { engine, address: addressOf(config), protocol: config.protocol },
        await portsAhead(places, config),
      ),
      variables: masked(variables),
      connect: config.connect ?? (call.talk.yes ? 'settings' : 'none'),
    },
    {
      stack: stackFile(places),
      receipt: receiptFile(places),
      starter: starterFile(places, around.platform),
      program: programFolder(places),
      collected: collected(places),
    },
  )
  return { settings, config, headers, headersText, variables, setup, login, isEngineOpen }
}

/** An address says by itself where the telemetry goes; a path that is saved must mean the same file tomorrow. */
async function settled(
  { places, around, stack, flags, talk }: Call,
  look: () => Promise<void>,
): Promise<Pick<Draft, 'settings' | 'isEngineOpen'>> {
  // What was typed wrongly is said first, alone.
  const { settings } = await settle(places, around, flags)
  if (flags.engine === 'embedded' && flags.endpoint !== undefined) throw twoPlaces()
  if (talk.canAsk) await look()
  const possible = {
    login: async () => (await whyNoLogin(around, loginService(around, places, stack))) === null,
  }
  const asked = talk.canAsk
    ? withAnswers(settings, await askOpen(settings, talk, possible))
    : settings
  const engine = engineOf(asked)
  const isEngineOpen = asked.engine.value === 'auto' && engine === 'embedded'
  const implied = asked.engine.value === engine ? {} : { engine }
  const lasting = (['headers-file', 'ca-file'] as const).flatMap((key) => {
    const value = asked[key].value
    return value === null
      ? []
      : [[key, { ...asked[key], value: lastingPath(value, around) }] as const]
  })
  return {
    settings: { ...withAnswers(asked, implied), ...Object.fromEntries(lasting) },
    isEngineOpen,
  }
}

/** Asked for now and impossible is a refusal; asked for once and impossible today is a remark. */
async function loginWish(
  { places, around, stack, talk }: Call,
  { login }: Settings,
  engine: EngineName,
): Promise<LoginWish['login']> {
  const isNew = login.source !== 'file'
  if (!login.value) return 'off'
  if (engine === 'remote') {
    if (!isNew) return 'off'
    throw new Problem('bad-arguments', 'Only the embedded engine is started at login.', {
      hints: ['Leave out --login, or choose --engine embedded.'],
    })
  }
  const why = await whyNoLogin(around, loginService(around, places, stack))
  if (why === null) return 'on'
  if (isNew)
    throw new Problem('no-login', `It cannot start at login here: ${why}. Nothing was changed.`, {
      hints: ['To set up without it:', 'claude-telemetry init --login off'],
    })
  talk.say(`Note: whether it starts at login cannot be changed now: ${why}.`)
  return 'as it is'
}

/** The same, once ports may have moved: what is placed is where the engine really listens. */
export async function readdressed({ places, around }: Call, draft: Draft): Promise<Draft> {
  const config = await wishOf(places, draft.settings)
  const headers = await headersOf(config, { places, around, text: draft.headersText })
  const variables = variablesFor(config, headers)
  const address = addressOf(config)
  const addresses = addressesOf({ ...draft.setup, address }, await lastPorts(places))
  const setup = { ...draft.setup, address, addresses, variables: masked(variables) }
  return { ...draft, config, headers, variables, setup }
}
