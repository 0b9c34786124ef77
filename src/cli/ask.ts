// Asks on stderr, so that standard output stays clean. The only user of enquirer.
import { Problem } from '../errors.ts'
import type { Choice } from '../talk.ts'

export interface Questions {
  confirm(question: string, byDefault: boolean): Promise<boolean>
  choose<Value extends string>(
    question: string,
    choices: readonly Choice<Value>[],
    byDefault: Value,
  ): Promise<Value>
  input(
    question: string,
    byDefault: string,
    check: (text: string) => string | null,
  ): Promise<string>
}

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

export function questions(colour: boolean): Questions {
  return {
    confirm: async (message, initial) => prompt({ type: 'confirm', message, initial }, colour),
    choose: async (message, choices, byDefault) =>
      prompt(
        {
          type: 'select',
          message,
          choices: choices.map(({ value, label, hint }) => ({
            name: value,
            message: label,
            ...(hint && { hint }),
          })),
          initial: Math.max(
            0,
            choices.findIndex(({ value }) => value === byDefault),
          ),
        },
        colour,
      ),
    input: async (message, initial, check) =>
      prompt(
        { type: 'input', message, initial, validate: (text: string) => check(text) ?? true },
        colour,
      ),
  }
}

async function prompt<Value>(question: Record<string, unknown>, colour: boolean): Promise<Value> {
  const { default: Enquirer } = await import('enquirer')
  const asking = new Enquirer<{ answer: Value }>()
  // Its colours look at the environment, not at our decision.
  if (!colour) process.env['NO_COLOR'] = '1'
  try {
    const wish = { name: 'answer', stdout: process.stderr, ...question }
    return (await asking.prompt(wish as never)).answer
  } catch (cause) {
    // Esc and Ctrl-C reject with an empty text, not with an Error.
    if (cause === '' || cause === undefined) throw cancelled()
    throw cause
  }
}
