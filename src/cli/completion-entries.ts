// The table of commands in the form that every completion script is written from.

export interface CommandShape {
  readonly name: string
  readonly summary: string
  readonly options: readonly {
    readonly long: string
    readonly short: string | null
    readonly takesValue: boolean
    readonly choices: readonly string[] | null
    readonly summary: string
  }[]
  readonly arguments: readonly {
    readonly name: string
    readonly choices: readonly string[] | null
  }[]
}

export interface CompletedOption {
  readonly long: string
  readonly short: string | null
  /** Null: takes no value. 'files': anything goes, so paths are offered. */
  readonly value: null | 'files' | readonly string[]
  readonly summary: string
}

export interface CompletedCommand {
  /** Empty for the place before any command. */
  readonly name: string
  readonly summary: string
  readonly options: readonly CompletedOption[]
  /** What may be offered at each place; an empty list where nothing is known. */
  readonly arguments: readonly (readonly string[])[]
}

export interface CompletionTable {
  readonly commands: readonly CompletedCommand[]
  /** What holds before a command was typed: the options that every command has. */
  readonly before: CompletedCommand
}

export function tableOf(shapes: readonly CommandShape[]): CompletionTable {
  const commands = shapes.map(completed)
  const [first, ...others] = commands
  const everywhere = (first?.options ?? []).filter(({ long }) =>
    others.every(({ options }) => options.some((option) => option.long === long)),
  )
  return { commands, before: { name: '', summary: '', options: everywhere, arguments: [] } }
}

function completed(shape: CommandShape): CompletedCommand {
  return {
    name: shape.name,
    summary: oneLine(shape.summary),
    options: shape.options.map(({ long, short, takesValue, choices, summary }) => ({
      long: `--${bare(long)}`,
      short: short === null ? null : `-${bare(short)}`,
      value: takesValue ? (choices ?? 'files') : null,
      summary: oneLine(summary),
    })),
    arguments: shape.arguments.map(({ choices }) => choices ?? []),
  }
}

/** Long and short, each with its option. */
export function spellings(
  command: CompletedCommand,
): readonly (readonly [string, CompletedOption])[] {
  return command.options.flatMap((option) => {
    const names = option.short === null ? [option.long] : [option.short, option.long]
    return names.map((name) => [name, option] as const)
  })
}

function bare(name: string): string {
  return name.replace(/^-+/, '')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** For bash and zsh alike: nothing is special between single quotes but the quote itself. */
export function posixQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
