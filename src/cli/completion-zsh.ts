// Completion for zsh: the same walk over the words as in bash, shown with descriptions.
import {
  type CompletedCommand,
  type CompletionTable,
  posixQuoted,
  spellings,
} from './completion-entries.ts'

export function zshScript({ commands, before }: CompletionTable): string {
  const all = [before, ...commands]
  return [
    '#compdef claude-telemetry',
    '# Completion of claude-telemetry for zsh, made by: claude-telemetry completion zsh',
    choice('_claude_telemetry_takes_value', takers(all), 'return 1'),
    choice('_claude_telemetry_value', values(all), '_files'),
    choice('_claude_telemetry_options', all.map(options), ':'),
    choice(
      '_claude_telemetry_argument',
      [['', described('commands', 'command', commands)], ...commands.flatMap(places)],
      ':',
    ),
    main,
    register,
    '',
  ].join('\n')
}

type Branch = readonly [pattern: string, body: string]
interface Shown {
  readonly name: string
  readonly summary: string
}

function choice(name: string, branches: readonly Branch[], otherwise: string): string {
  const lines = branches.map(([pattern, body]) => `    (${posixQuoted(pattern)}) ${body} ;;`)
  return [
    `${name}() {`,
    '  local -a offered',
    '  case "$1" in',
    ...lines,
    `    (*) ${otherwise} ;;`,
    '  esac',
    '}',
  ].join('\n')
}

/** _describe cuts at the first bare colon. */
function described(tag: string, group: string, items: readonly Shown[], flag = ''): string {
  if (items.length === 0) return ':'
  const list = items.map(({ name, summary }) => {
    const word = name.replaceAll('\\', '\\\\').replaceAll(':', '\\:')
    return posixQuoted(summary === '' ? word : `${word}:${summary}`)
  })
  return `offered=(${list.join(' ')}); _describe ${flag}-t ${tag} ${group} offered`
}

function takers(all: readonly CompletedCommand[]): Branch[] {
  return all.flatMap((command) =>
    spellings(command)
      .filter(([, { value }]) => value !== null)
      .map(([name]): Branch => [`${command.name} ${name}`, 'return 0']),
  )
}

function values(all: readonly CompletedCommand[]): Branch[] {
  return all.flatMap((command) =>
    spellings(command).flatMap(([name, { value }]): Branch[] =>
      value === null || value === 'files'
        ? []
        : [[`${command.name} ${name}`, words('values', 'value', value)]],
    ),
  )
}

function options(command: CompletedCommand): Branch {
  const items = spellings(command).map(([name, { summary }]) => ({ name, summary }))
  return [command.name, described('options', 'option', items, '-o ')]
}

function places(command: CompletedCommand): Branch[] {
  return command.arguments.map((choices, index) => [
    `${command.name} ${index}`,
    words('arguments', 'argument', choices),
  ])
}

function words(tag: string, group: string, choices: readonly string[]): string {
  return described(
    tag,
    group,
    choices.map((name) => ({ name, summary: '' })),
  )
}

const main = `_claude_telemetry() {
  local command='' option='' word
  integer at=0 rest=0 index
  for ((index = 2; index < CURRENT; index++)); do
    word=\${(Q)words[index]}
    if [[ -n $option ]]; then
      option=''
    elif [[ $rest == 0 && $word == '--' ]]; then
      rest=1
    elif [[ $rest == 0 && $word == -* ]]; then
      if _claude_telemetry_takes_value "$command $word"; then option=$word; fi
    elif [[ -z $command ]]; then
      command=$word
    else
      at+=1
    fi
  done
  if [[ -z $option && $rest == 0 && $PREFIX == --*=* ]]; then
    option=\${PREFIX%%=*}
    _claude_telemetry_takes_value "$command $option" || return 1
    compset -P '*='
  fi
  if [[ -n $option ]]; then
    _claude_telemetry_value "$command $option"
  elif [[ $rest == 0 && $PREFIX == -* ]]; then
    _claude_telemetry_options "$command"
  elif [[ -z $command ]]; then
    _claude_telemetry_argument ''
  else
    _claude_telemetry_argument "$command $at"
  fi
}`

// In a folder of $fpath the file itself is the function; sourced, it has to make itself known.
const register = `if [[ $funcstack[1] == _claude-telemetry ]]; then
  _claude_telemetry "$@"
elif (( $+functions[compdef] )); then
  compdef _claude_telemetry claude-telemetry
else
  print -u2 'claude-telemetry: load the completion system first: autoload -Uz compinit && compinit'
fi`
