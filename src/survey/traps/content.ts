// Content that leaves this machine although our settings do not ask for it: somebody else switched it on.
import { valueOf } from '../layers-effective.ts'
import { called } from '../layers-layer.ts'
import { isOff, isOn, shown } from '../layers-names.ts'
import type { Finding } from '../finding.ts'
import { expectedValue, mend } from './mend.ts'
import { activeSignals, finding, isEnabled, layerOf, type Trap, type TrapFacts } from './trap.ts'

const prompts = 'OTEL_LOG_USER_PROMPTS'
const answers = 'OTEL_LOG_ASSISTANT_RESPONSES'
const bodies = 'OTEL_LOG_RAW_API_BODIES'
const toolContent = 'OTEL_LOG_TOOL_CONTENT'

const reveals: Readonly<Record<string, string>> = {
  [prompts]: 'sends everything that you type',
  [answers]: 'sends everything that Claude Code answers',
  OTEL_LOG_TOOL_DETAILS: 'sends commands, paths, and the names of tools, agents and skills',
  [toolContent]: 'sends the input and output of tools, such as files that are read',
  [bodies]: 'sends whole conversations, with everything that is in them',
}

export const contentOn: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const found = [...Object.keys(reveals).flatMap((name) => judge(facts, name)), ...tagAlong(facts)]
  return found.length > 0
    ? found
    : [
        finding('content-on', 'ok', {
          text: 'No content is sent that our settings do not ask for.',
        }),
      ]
}

function judge(facts: TrapFacts, name: string): Finding[] {
  const value = valueOf(facts.effective, name)
  const layer = layerOf(facts, name)
  if (value === null || layer === null || !isSwitchedOn(name, value) || isAsked(facts, name))
    return []
  const text = `${name}=${shown(name, value)} in the ${called(layer)} ${revealed(facts, name)}. Our settings do not ask for that.`
  const fix = mend(facts, name, expectedValue(facts, name))
  return [finding('content-on', 'warning', { text, layer, fix })]
}

/** Measured: the bodies take a folder, too. */
function isSwitchedOn(name: string, value: string): boolean {
  return isOn(value) || (name === bodies && value.trim().startsWith('file:'))
}

function isAsked(facts: TrapFacts, name: string): boolean {
  return isOn(expectedValue(facts, name))
}

function revealed(facts: TrapFacts, name: string): string {
  const told = reveals[name] ?? ''
  if (name === bodies && !isOn(valueOf(facts.effective, name)))
    return 'writes whole conversations into that folder, and sends the names of those files'
  if (name === prompts && followPrompts(facts) && !isAsked(facts, answers))
    return `${told}, and with it everything that Claude Code answers`
  return name === toolContent && !activeSignals(facts).includes('TRACES')
    ? `${told}, as soon as traces are on`
    : told
}

/** Measured: answers go along with prompts, unless told not to; an empty value tells nothing. */
function followPrompts({ effective }: TrapFacts): boolean {
  const value = valueOf(effective, answers) ?? ''
  return isOn(valueOf(effective, prompts)) && !isOn(value) && !isOff(value)
}

/** Prompts are asked for and answers are not, but nobody says so to the client any more. */
function tagAlong(facts: TrapFacts): Finding[] {
  if (!followPrompts(facts) || !isAsked(facts, prompts) || isAsked(facts, answers)) return []
  const text = `${answers} is not off, so ${prompts} ${reveals[answers]} as well. Our settings do not ask for that.`
  const layer = layerOf(facts, answers) ?? layerOf(facts, prompts)
  const fix = mend(facts, answers, '0')
  return [finding('content-on', 'warning', { text, layer, fix })]
}
