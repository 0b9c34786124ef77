// Completion for bash, written for 3.2 too, which macOS still brings: no compopt needed, no associative arrays.
import {
  type CompletedCommand,
  type CompletionTable,
  posixQuoted,
  spellings,
} from './completion-entries.ts'

export function bashScript({ commands, before }: CompletionTable): string {
  const all = [before, ...commands]
  const names = commands.map(({ name }) => name)
  return [
    '# Completion of claude-telemetry for bash, made by: claude-telemetry completion bash',
    offer,
    files,
    choice('_claude_telemetry_takes_value', '"$1"', takers(all), 'return 1'),
    choice('_claude_telemetry_value', '"$1"', values(all), ':'),
    choice('_claude_telemetry_options', '"$1"', all.map(options), ':'),
    choice(
      '_claude_telemetry_argument',
      '"$1"',
      [[[''], offering(names)], ...commands.flatMap(places)],
      ':',
    ),
    main,
    'complete -F _claude_telemetry claude-telemetry',
    '',
  ].join('\n')
}

type Branch = readonly [patterns: readonly string[], body: string]

function choice(
  name: string,
  subject: string,
  branches: readonly Branch[],
  otherwise: string,
): string {
  const lines = branches
    .filter(([patterns]) => patterns.length > 0)
    .map(([patterns, body]) => `    ${patterns.map(posixQuoted).join(' | ')}) ${body} ;;`)
  return [
    `${name}() {`,
    `  case ${subject} in`,
    ...lines,
    `    *) ${otherwise} ;;`,
    '  esac',
    '}',
  ].join('\n')
}

/** The last word of a call is what was typed so far; it is always the second argument. */
function offering(words: readonly string[]): string {
  return words.length === 0
    ? ':'
    : `_claude_telemetry_offer "$2" ${words.map(posixQuoted).join(' ')}`
}

function takers(all: readonly CompletedCommand[]): Branch[] {
  const names = all.flatMap((command) =>
    spellings(command)
      .filter(([, { value }]) => value !== null)
      .map(([name]) => `${command.name} ${name}`),
  )
  return [[names, 'return 0']]
}

function values(all: readonly CompletedCommand[]): Branch[] {
  return all.flatMap((command) =>
    spellings(command).flatMap(([name, { value }]): Branch[] => {
      if (value === null) return []
      return [
        [
          [`${command.name} ${name}`],
          value === 'files' ? '_claude_telemetry_files "$2"' : offering(value),
        ],
      ]
    }),
  )
}

function options(command: CompletedCommand): Branch {
  return [[command.name], offering(spellings(command).map(([name]) => name))]
}

function places(command: CompletedCommand): Branch[] {
  return command.arguments.map((words, index) => [[`${command.name} ${index}`], offering(words)])
}

// compgen -W would expand its words, dollars and all; this only compares.
const offer = `_claude_telemetry_offer() {
  local typed=$1 word quoted
  shift
  for word in "$@"; do
    if [[ $word == "$typed"* ]]; then
      printf -v quoted '%q' "$word"
      COMPREPLY+=("$quoted")
    fi
  done
}`

const files = `_claude_telemetry_files() {
  local found
  compopt -o filenames 2>/dev/null
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen -f -- "$1")
}`

const main = `_claude_telemetry() {
  local typed=\${COMP_WORDS[COMP_CWORD]} command='' option='' word at=0 rest=0 index
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if [[ -n $option ]]; then
      # bash takes --option=value apart into three words.
      [[ $word == '=' ]] || option=''
    elif [[ $rest == 0 && $word == '--' ]]; then
      rest=1
    elif [[ $rest == 0 && $word == -* ]]; then
      if _claude_telemetry_takes_value "$command $word"; then option=$word; fi
    elif [[ -z $command ]]; then
      command=$word
    else
      at=$((at + 1))
    fi
  done
  if [[ -n $option ]]; then
    [[ $typed == '=' ]] && typed=''
    _claude_telemetry_value "$command $option" "$typed"
  elif [[ $rest == 0 && $typed == -* ]]; then
    _claude_telemetry_options "$command" "$typed"
  elif [[ -z $command ]]; then
    _claude_telemetry_argument '' "$typed"
  else
    _claude_telemetry_argument "$command $at" "$typed"
  fi
}`
