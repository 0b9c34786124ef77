// `env`: the variables as text for a shell or a machine. Instant: no network, no engine, one file read.
import { type Call, type Verb, switchOption, textOption } from '../call.ts'
import { type EnvChange } from '../env/change.ts'
import { covered, unsetChange, withFormer } from '../env/former.ts'
import {
  type FormatName,
  type ShellName,
  loadLine,
  spell,
  spellFormat,
} from '../env/shells/registry.ts'
import { variablesFor } from '../env/variables.ts'
import { headersOf } from '../state/headers.ts'
import { notSetUp, settle } from '../state/settle.ts'
import { wishOf } from '../state/wish.ts'
import { chosenShell } from '../survey/chosen-shell.ts'
import type { Answer } from '../talk.ts'

export const env: Verb = async (call) => {
  const { settings, saved } = await settle(call.places, call.around, call.flags)
  if (!saved && settings.endpoint.value === null) throw notSetUp()
  const config = await wishOf(call.places, settings)
  const change = variablesFor(config, await headersOf(config, call))
  const form = textOption(call, 'output') ?? 'shell'
  return form === 'shell' ? forShell(call, change) : forMachine(call, change, form as FormatName)
}

/** What a shell held before is remembered in that shell itself, so that --unset can bring it back. */
async function forShell(call: Call, wanted: EnvChange): Promise<Answer> {
  const shell = await chosenShell(textOption(call, 'shell'), call.around)
  const { env: held } = call.around
  const unset = switchOption(call, 'unset')
  const change = unset ? unsetChange(namesOf(wanted), held) : withFormer(wanted, held)
  if (!unset) announce(call, covered(wanted, held))
  const text = spell(change, shell)
  return {
    data: asObject(change),
    text: text,
    after: call.talk.answerIsSeen ? [howToLoad(call, shell, unset)] : [],
  }
}

function forMachine(call: Call, wanted: EnvChange, form: FormatName): Answer {
  const unset = switchOption(call, 'unset')
  const names = namesOf(wanted)
  const restored = unsetChange(names, call.around.env).filter(({ name }) => names.includes(name))
  const change = unset ? restored : wanted
  return { data: asObject(change), text: spellFormat(change, form), bare: true }
}

function announce({ talk }: Call, names: readonly string[]): void {
  if (names.length === 0) return
  talk.say(`Replaces what this shell had in ${names.join(', ')}; --unset brings it back.`)
}

function howToLoad({ own }: Call, shell: ShellName, unset: boolean): string {
  return `# To load it now: ${loadLine(shell, `${own} env --shell ${shell}${unset ? ' --unset' : ''}`)}`
}

function namesOf(change: EnvChange): string[] {
  return change.map(({ name }) => name)
}

function asObject(change: EnvChange): Record<string, string | null> {
  return Object.fromEntries(change.map(({ name, value }) => [name, value]))
}
