// Asks on stderr, so that standard output stays clean. The only user of enquirer.
import type Enquirer from 'enquirer'
import { Problem } from '../errors.ts'
import type { Choice, Talk } from '../talk.ts'
import type { Looks } from './terminal.ts'

export type Questions = Pick<Talk, 'confirm' | 'choose' | 'input'>

function cancelled(): Problem {
  return new Problem('cancelled', 'Cancelled, nothing was changed.')
}

/** Where nobody can answer: a question is a fault of the caller, named with the flag that answers it. */
export const silent: Questions = {
  confirm: (question) => Promise.reject(unanswerable(question)),
  choose: (question) => Promise.reject(unanswerable(question)),
  input: (question) => Promise.reject(unanswerable(question)),
}

function unanswerable(question: string): Problem {
  return new Problem('answer-needed', `Nobody can answer here: "${question}"`, {
    hints: ['Run it in a terminal, or add --yes to take the defaults.'],
  })
}

/** What enquirer hands to the functions that we give it, as `this`. */
interface Prompt {
  input: string
  cursor: number
  readonly state: { readonly submitted: boolean; readonly cancelled: boolean }
  readonly selected?: { readonly name: string }
  readonly styles: { primary(text: string): string }
  render(): Promise<void>
}

export function questions(looks: Looks): Questions {
  return {
    confirm: async (message, initial) =>
      prompt({ type: 'confirm', message, initial, format: yesOrNo }, looks),
    choose: async (message, choices, byDefault) =>
      prompt(
        {
          type: 'select',
          message,
          choices: choices.map((choice) => drawn(choice, looks.columns ?? 80)),
          initial: Math.max(
            0,
            choices.findIndex(({ value }) => value === byDefault),
          ),
          format: labelOf(choices),
        },
        looks,
      ),
    input: async (message, initial, check) =>
      prompt(
        {
          type: 'input',
          message,
          initial,
          undo: emptied,
          validate: (text: string) => check(text) ?? true,
        },
        looks,
      ),
  }
}

/** A hint that would break the line is left away: a list with broken lines is drawn wrongly. */
function drawn({ value, label, hint }: Choice<string>, columns: number): object {
  const shown = hint === undefined ? null : `(${hint})`
  const fits = shown !== null && label.length + shown.length + 4 < columns
  return { name: value, message: label, ...(fits && { hint: shown }) }
}

function yesOrNo(this: Prompt, value: boolean): string {
  return this.styles.primary(value ? 'yes' : 'no')
}

/** Once answered, the words that were chosen stay on the screen, not the value behind them. */
function labelOf(choices: readonly Choice<string>[]) {
  return function (this: Prompt): string {
    if (!this.state.submitted || this.state.cancelled) return ''
    const chosen = choices.find(({ value }) => value === this.selected?.name)
    return this.styles.primary(chosen?.label ?? '')
  }
}

/** Ctrl-U, as in every shell. */
function emptied(this: Prompt): Promise<void> {
  this.input = ''
  this.cursor = 0
  return this.render()
}

async function prompt<Value>(question: Record<string, unknown>, looks: Looks): Promise<Value> {
  const Loaded = await loaded(looks.colour)
  const asking = new Loaded<{ answer: Value }>()
  try {
    const wish = { name: 'answer', stdout: process.stderr, ...question }
    return (await asking.prompt(wish as never)).answer
  } catch (cause) {
    // Esc and Ctrl-C reject with an empty text, not with an Error.
    if (cause === '' || cause === undefined) throw cancelled()
    throw cause
  }
}

/** Its colours are decided once, while it loads, by a variable of its own: told our decision, then put back. */
async function loaded(colour: boolean): Promise<typeof Enquirer> {
  const { FORCE_COLOR: before } = process.env
  process.env['FORCE_COLOR'] = colour ? '1' : '0'
  try {
    return (await import('enquirer')).default
  } finally {
    if (before === undefined) delete process.env['FORCE_COLOR']
    else process.env['FORCE_COLOR'] = before
  }
}
