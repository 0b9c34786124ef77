// Completion for fish: one line for each thing that may be offered, with the place where it may.
import {
  type CompletedCommand,
  type CompletedOption,
  type CompletionTable,
  spellings,
} from './completion-entries.ts'

export function fishScript({ commands, before }: CompletionTable): string {
  const all = [before, ...commands]
  const takers = all.flatMap((command) =>
    spellings(command)
      .filter(([, { value }]) => value !== null)
      .map(([name]) => `${command.name} ${name}`),
  )
  return [
    '# Completion of claude-telemetry for fish, made by: claude-telemetry completion fish',
    walk(takers),
    'complete -c claude-telemetry -e',
    'complete -c claude-telemetry -f',
    ...commands.map(({ name, summary }) => offered('', 0, [name], summary)),
    ...all.flatMap((command) => command.options.map((option) => optionLine(command, option))),
    ...commands.flatMap((command) =>
      command.arguments.flatMap((words, at) =>
        words.length === 0 ? [] : [offered(command.name, at, words, '')],
      ),
    ),
    '',
  ].join('\n')
}

/** Between single quotes only the quote and the backslash are special, and both take a backslash. */
export function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** fish expands what is offered once more, so every word is quoted by itself and the whole again. */
function list(words: readonly string[]): string {
  return fishQuoted(words.map(fishQuoted).join(' '))
}

function condition(command: string, at: number | null): string {
  return fishQuoted(`__claude_telemetry_at ${fishQuoted(command)}${at === null ? '' : ` ${at}`}`)
}

function offered(command: string, at: number, words: readonly string[], summary: string): string {
  const description = summary === '' ? '' : ` -d ${fishQuoted(summary)}`
  return `complete -c claude-telemetry -n ${condition(command, at)} -a ${list(words)}${description}`
}

function optionLine(
  command: CompletedCommand,
  { long, short, value, summary }: CompletedOption,
): string {
  const names = `-l ${fishQuoted(long.slice(2))}${short === null ? '' : ` -s ${fishQuoted(short.slice(1))}`}`
  const takes = value === null ? '' : value === 'files' ? ' -r -F' : ` -x -a ${list(value)}`
  return `complete -c claude-telemetry -n ${condition(command.name, null)} ${names}${takes} -d ${fishQuoted(summary)}`
}

/** True when the words before the cursor have come to this command, and to this place of its arguments. */
function walk(takers: readonly string[]): string {
  return `function __claude_telemetry_at
    set -l command ''
    set -l at 0
    set -l rest no
    set -l skip no
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $skip = yes
            set skip no
        else if test $rest = no -a "$word" = --
            set rest yes
        else if test $rest = no; and string match -q -- '-*' "$word"
            switch "$command $word"
                case ${takers.length === 0 ? "''" : takers.map(fishQuoted).join(' ')}
                    set skip yes
            end
        else if test -z "$command"
            set command "$word"
        else
            set at (math $at + 1)
        end
    end
    test "$command" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test $at = $argv[2]
end`
}
