// Makes commander's program out of the table: flags from the settings, refusals as our own problems.
import {
  Command as Parser,
  type CommanderError,
  Help,
  Option as ParserOption,
  Argument as ParserArgument,
} from 'commander'
import { flagOf, variableOf } from '../config/setting.ts'
import { type SettingKey, settings } from '../config/settings.ts'
import { Problem } from '../errors.ts'
import type { Command } from './command.ts'

export interface Parsed {
  readonly command: Command
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  readonly flags: Readonly<Partial<Record<SettingKey, string | boolean>>>
}

export const globalOptions = [
  { flags: '--json', help: 'one JSON document on standard output' },
  { flags: '-q, --quiet', help: 'no progress, no hints' },
  { flags: '--verbose', help: 'more detail when something fails' },
  { flags: '--no-color', help: 'no colour' },
  { flags: '--no-input', help: 'never ask' },
  {
    flags: '--home <dir>',
    help: 'keep everything of ours below this folder (CLAUDE_TELEMETRY_HOME)',
  },
  { flags: '--stack <name>', help: 'a second, separate set-up (CLAUDE_TELEMETRY_STACK)' },
] as const

const intro = `See what Claude Code costs, what it did and when a limit will stop it.
Unofficial: not made or supported by Anthropic. It sends nothing home.

Start here:
  $ claude-telemetry init      set up and connect Claude Code
  $ claude-telemetry doctor    find out why nothing arrives
  $ claude-telemetry uninstall undo everything`

export function buildProgram(
  table: readonly Command[],
  version: string,
  chosen: (parsed: Parsed) => void,
): Parser {
  const program = new Parser('claude-telemetry')
  program
    .description(intro)
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'help for a command')
  program.configureHelp({ sortSubcommands: false, showGlobalOptions: true, formatHelp: spaced })
  for (const { flags, help } of globalOptions) program.option(flags, help)
  for (const command of table) addCommand(program, command, chosen)
  silence(program)
  return program
}

/** Help is written by us, once, and refusals become problems: commander itself prints and exits nothing. */
function silence(parser: Parser): void {
  parser.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
  for (const child of parser.commands) silence(child)
}

function addCommand(program: Parser, command: Command, chosen: (parsed: Parsed) => void): void {
  const parser = program
    .command(command.name)
    .summary(command.summary)
    .description(describe(command))
  for (const argument of command.arguments ?? []) {
    const made = new ParserArgument(
      argument.required ? `<${argument.name}>` : `[${argument.name}]`,
      argument.help,
    )
    parser.addArgument(argument.choices === undefined ? made : made.choices([...argument.choices]))
  }
  for (const { flags, help, choices } of command.options ?? []) {
    const option = new ParserOption(flags, help)
    parser.addOption(choices === undefined ? option : option.choices([...choices]))
  }
  for (const key of command.settings ?? []) parser.addOption(settingOption(key))
  parser.action(() => {
    const all =
      parser.optsWithGlobals<Record<string, string | boolean | readonly string[] | undefined>>()
    chosen({ command, args: parser.args, options: all, flags: settingFlags(command, parser) })
  })
}

function settingOption(key: SettingKey): ParserOption {
  const { placeholder, help, choices, reveals } = settings[key]
  const warning = reveals === null ? '' : `; reveals: ${reveals}`
  const flags = placeholder === null ? `${flagOf(key)} [on]` : `${flagOf(key)} <${placeholder}>`
  const words = choices === null ? '' : ` (${choices.join(', ')})`
  return new ParserOption(flags, `${help}${words}${warning}`)
}

function settingFlags(
  command: Command,
  parser: Parser,
): Partial<Record<SettingKey, string | boolean>> {
  const typed = parser.opts<Record<string, string | boolean | undefined>>()
  const named = (command.settings ?? []).map((key) => [key, typed[camel(key)]] as const)
  return Object.fromEntries(named.filter(([, value]) => value !== undefined))
}

function camel(key: string): string {
  return key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function describe({ summary, details, examples, settings: keys }: Command): string {
  const width = Math.max(...examples.map(({ line }) => line.length))
  const lines = examples.map(
    ({ line, says }) => `  $ claude-telemetry ${line.padEnd(width)}  ${says}`,
  )
  const variable =
    keys?.[0] === undefined
      ? []
      : ['', `Each setting can be a variable too: ${flagOf(keys[0])} is ${variableOf(keys[0])}.`]
  return [
    sentence(summary),
    ...(details === undefined ? [] : ['', details]),
    '',
    ...lines,
    ...variable,
  ].join('\n')
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}

const narrow = 60

/** Two columns need room: without it, what a word means stands below it. */
function stacked(width: number): Help['formatItem'] {
  const indent = 6
  return (term, _, description, helper) => {
    helper.minWidthToWrap = width - indent
    const below = helper.boxWrap(description, width - indent).split('\n')
    return [`  ${term}`, ...below.map((line) => ' '.repeat(indent) + line)].join('\n')
  }
}

/** commander folds the line ends of a description: keep ours. */
function spaced(parser: Parser, helper: Help): string {
  const plain = new Help()
  plain.sortSubcommands = false
  plain.showGlobalOptions = true
  plain.helpWidth = helper.helpWidth ?? 100
  if (plain.helpWidth < narrow) plain.formatItem = stacked(plain.helpWidth)
  const description = parser.description()
  plain.commandDescription = () => ''
  return `${description}\n\n${plain.formatHelp(parser, plain)}`
}

/** commander's refusals, in our words and codes. Null when it only wanted to show help or the version. */
export function refusal(error: CommanderError, parser: Parser): Problem | null {
  if (error.exitCode === 0) return null
  if (error.code === 'commander.help') return noSuchHelp(parser)
  const message = error.message.replace(/^error: /, '').replace(/\n\(Did you mean (.+)\?\)$/, '')
  const nearest = /\(Did you mean (?:one of )?(.+)\?\)/.exec(error.message)?.[1]
  const code =
    error.code === 'commander.unknownOption'
      ? 'unknown-option'
      : error.code === 'commander.unknownCommand'
        ? 'unknown-command'
        : 'bad-arguments'
  const help = [
    'claude-telemetry',
    ...(parser.args[0] !== undefined && known(parser, parser.args[0]) ? [parser.args[0]] : []),
    '--help',
  ]
  return new Problem(
    code,
    `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.?!]$/.test(message) ? '' : '.'}`,
    {
      hints: [...(nearest === undefined ? [] : [`Did you mean ${nearest}?`]), help.join(' ')],
    },
  )
}

/** `help x` for an x that is none: commander only shows the help of the whole then. */
function noSuchHelp({ args, commands }: Parser): Problem | null {
  const [verb, name] = args
  if (verb !== 'help' || name === undefined) return null
  if (name === 'help' || commands.some((command) => command.name() === name)) return null
  return new Problem('unknown-command', `There is no command called ${JSON.stringify(name)}.`, {
    hints: ['claude-telemetry --help'],
  })
}

function known(parser: Parser, name: string): boolean {
  return parser.commands.some((command) => command.name() === name)
}
