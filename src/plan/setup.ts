// What `init` would make, as a value: shown by --dry-run, confirmed by the user, then carried out.
import type { StackConfig } from '../config/settings.ts'
import type { EnvChange } from '../env/change.ts'
import type { Addresses } from './addresses.ts'

export type Connection = 'settings' | 'shell' | 'none'

export interface Setup {
  readonly engine: 'embedded' | 'remote'
  readonly address: string
  readonly addresses: Addresses
  readonly protocol: StackConfig['protocol']
  readonly connect: Connection
  /** As they may be shown: a secret is not in here. */
  readonly variables: EnvChange
  /** Files of ours that are written, with what they hold. */
  readonly files: readonly { readonly path: string; readonly holds: string }[]
}

export interface OwnFiles {
  readonly stack: string
  readonly receipt: string
  readonly starter: string
  readonly program: string
  readonly collected: string
}

export interface Aim {
  readonly engine: Setup['engine']
  readonly address: string
  readonly addresses: Addresses
  readonly variables: EnvChange
  readonly connect: Connection
}

export function planSetup({ protocol }: StackConfig, aim: Aim, own: OwnFiles): Setup {
  return {
    protocol,
    ...aim,
    files: [
      { path: own.stack, holds: 'what you chose' },
      { path: own.receipt, holds: 'what was made, for undoing it' },
      { path: own.starter, holds: 'a starter that works whatever the PATH' },
      { path: own.program, holds: 'our own copy of the program, for the starter' },
      ...(aim.engine === 'embedded' ? [{ path: own.collected, holds: 'what is collected' }] : []),
    ],
  }
}

const where = {
  embedded: 'a background process of ours that starts now',
  remote: 'an endpoint that exists already',
} as const

export function describeSetup(setup: Setup): string {
  return [
    `Telemetry goes to ${setup.address} (${setup.protocol}), ${where[setup.engine]}.`,
    ...(setup.addresses.page === null ? [] : [`It is shown on ${setup.addresses.page}`]),
    // Where they are placed, the change of that file shows them.
    ...(setup.connect === 'none'
      ? [
          '',
          describeVariables(setup),
          'They are placed nowhere; --connect settings would place them.',
        ]
      : []),
    '',
    'Files of ours:',
    ...setup.files.map(({ path, holds }) => `  ${path}  ${holds}`),
  ].join('\n')
}

function describeVariables({ variables }: Setup): string {
  const width = Math.max(...variables.map(({ name }) => name.length))
  const lines = variables.map(({ name, value }) => `  ${name.padEnd(width)}  ${value}`)
  return ['Variables for Claude Code:', ...lines].join('\n')
}

/** Everything this names is on by wish: what others can read because of it. */
export function revealed(
  config: StackConfig,
  reveals: (key: keyof StackConfig) => string | null,
): string[] {
  return (Object.keys(config) as (keyof StackConfig)[])
    .filter((key) => isOn(config[key]))
    .map((key) => [key, reveals(key)] as const)
    .filter(([, what]) => what !== null)
    .map(([key, what]) => `--${key} reveals ${what}`)
}

function isOn(value: StackConfig[keyof StackConfig]): boolean {
  if (value === null || value === false) return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}
