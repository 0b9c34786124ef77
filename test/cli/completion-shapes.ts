// A small table of commands with everything in it that a completion script could stumble over.
import type { CommandShape } from '../../src/cli/completion.ts'

type Option = CommandShape['options'][number]

function option(long: string, more: Partial<Option> = {}): Option {
  return {
    long: `--${long}`,
    short: null,
    takesValue: false,
    choices: null,
    summary: `what ${long} does`,
    ...more,
  }
}

const everywhere = [
  option('json', { summary: "one document: it's [JSON] on \\ stdout" }),
  option('quiet', { short: '-q' }),
  option('home', { takesValue: true, summary: 'a folder' }),
]

/** Nothing here may ever be run or expanded by a shell. */
export const hostile = [
  '$(touch ran)',
  '`touch ran`',
  "it's",
  'two words',
  'a:b',
  'c\\d',
  '$HOME',
  '*',
  '“curly’',
]

export const shapes: readonly CommandShape[] = [
  {
    name: 'init',
    summary: "set up: `touch ran` $(touch ran) [and] it's done",
    options: [
      ...everywhere,
      option('protocol', { takesValue: true, choices: ['http/protobuf', 'http/json', 'grpc'] }),
      option('endpoint', { takesValue: true }),
      option('yes', { short: '-y' }),
    ],
    arguments: [],
  },
  {
    name: 'env',
    summary: 'print variables',
    options: [
      ...everywhere,
      option('output', { short: '-o', takesValue: true, choices: ['shell', 'json', 'dotenv'] }),
    ],
    arguments: [],
  },
  {
    name: 'config',
    summary: 'show or change',
    options: everywhere,
    arguments: [
      { name: 'action', choices: ['show', 'get', 'set'] },
      { name: 'key', choices: ['protocol', 'endpoint'] },
      { name: 'value', choices: null },
    ],
  },
  {
    name: 'odd',
    summary: '',
    options: [...everywhere, option('pick', { takesValue: true, choices: hostile })],
    arguments: [],
  },
]

/** A line up to the cursor, and what has to be offered there, whole. */
export const situations: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['claude-telemetry ', ['init', 'env', 'config', 'odd']],
  ['claude-telemetry in', ['init']],
  ['claude-telemetry --', ['--json', '--quiet', '--home']],
  ['claude-telemetry --json e', ['env']],
  ['claude-telemetry --home init e', ['env']],
  [
    'claude-telemetry init --',
    ['--json', '--quiet', '--home', '--protocol', '--endpoint', '--yes'],
  ],
  ['claude-telemetry init --pro', ['--protocol']],
  ['claude-telemetry init --protocol ', ['http/protobuf', 'http/json', 'grpc']],
  ['claude-telemetry init --protocol http/', ['http/protobuf', 'http/json']],
  ['claude-telemetry init --endpoint x --protocol g', ['grpc']],
  ['claude-telemetry init ', []],
  ['claude-telemetry env -o ', ['shell', 'json', 'dotenv']],
  ['claude-telemetry env --quiet --output d', ['dotenv']],
  ['claude-telemetry config ', ['show', 'get', 'set']],
  ['claude-telemetry config get ', ['protocol', 'endpoint']],
  ['claude-telemetry config --json get p', ['protocol']],
  ['claude-telemetry config set protocol ', []],
  ['claude-telemetry nonsense ', []],
  ['claude-telemetry nonsense --', []],
]
