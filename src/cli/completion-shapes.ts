// The table of commands, read for completion: names, options and choices without anything that runs.
import { flagOf } from '../config/setting.ts'
import { type SettingKey, settings } from '../config/settings.ts'
import type { Command, Option } from './command.ts'
import { type CommandShape, type CompletionShell, completionScript } from './completion.ts'
import { globalOptions } from './program.ts'

type OptionShape = CommandShape['options'][number]

export function scriptFor(shell: string, table: readonly Command[]): string {
  return completionScript(shell as CompletionShell, table.map(shapeOf))
}

function shapeOf(command: Command): CommandShape {
  const own = (command.options ?? []).map(optionShape)
  const wishes = (command.settings ?? []).map(settingShape)
  return {
    name: command.name,
    summary: command.summary,
    options: [
      ...own,
      ...wishes,
      ...globalOptions.map(optionShape),
      optionShape({ flags: '-h, --help', help: 'show help' }),
    ],
    arguments: (command.arguments ?? []).map(({ name, choices }) => ({
      name,
      choices: choices ?? null,
    })),
  }
}

function optionShape({ flags, help, choices }: Option): OptionShape {
  return {
    long: /--[a-z-]+/.exec(flags)?.[0] ?? flags,
    short: /^-[a-zA-Z]\b/.exec(flags)?.[0] ?? null,
    takesValue: /[<[]/.test(flags),
    choices: choices ?? null,
    summary: help,
  }
}

function settingShape(key: SettingKey): OptionShape {
  const { placeholder, choices, help } = settings[key]
  return {
    long: flagOf(key),
    short: null,
    takesValue: placeholder !== null,
    choices,
    summary: help,
  }
}
