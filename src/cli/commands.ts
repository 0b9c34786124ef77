// The table of commands, in the order of use. A command stands here when it works, and not before.
import { settingKeys } from '../config/settings.ts'
import type { Command } from './command.ts'
import { storedCommands } from './commands-stored.ts'
import { shellNames } from '../env/shells/registry.ts'

const yes = { flags: '-y, --yes', help: 'ask nothing, take the defaults' } as const
const dryRun = { flags: '--dry-run', help: 'show what would change, change nothing' } as const
const replace = {
  flags: '--replace',
  help: 'replace values that are there already (they are kept for undoing)',
} as const

export const commands: readonly Command[] = [
  {
    name: 'init',
    summary: 'set up: look at the machine, start the engine, connect Claude Code, prove it',
    settings: settingKeys,
    options: [yes, dryRun, replace],
    examples: [
      { line: 'init', says: 'ask what is open, show the plan, then do it' },
      { line: 'init --yes', says: 'ask nothing: a local page, Claude Code connected to it' },
      {
        line: 'init --yes --endpoint http://127.0.0.1:4318',
        says: 'an OTLP endpoint that exists already',
      },
      { line: 'init --dry-run', says: 'only show the plan' },
    ],
    load: async () => (await import('../commands/init.ts')).init,
  },
  {
    name: 'env',
    summary: 'print the variables for a shell: eval "$(claude-telemetry env)"',
    settings: ['endpoint', 'protocol', 'host'],
    options: [
      {
        flags: '--shell <name>',
        help: 'the shell to write for; found out when left away',
        choices: shellNames,
      },
      { flags: '--unset', help: 'remove what env has set, and bring former values back' },
      {
        flags: '-o, --output <form>',
        help: 'form of the output',
        choices: ['shell', 'json', 'dotenv', 'github'],
      },
    ],
    examples: [
      { line: 'env', says: 'for the shell that runs it' },
      { line: 'env --shell fish', says: 'for fish' },
      { line: 'env --unset', says: 'undo it in this shell' },
      { line: 'env -o json', says: 'as JSON: name and value' },
    ],
    load: async () => (await import('../commands/env.ts')).env,
  },
  {
    name: 'connect',
    summary:
      "place the variables in Claude Code's settings, in a shell, or as files for managed settings",
    options: [
      { flags: '--to <place>', help: 'where to', choices: ['settings', 'shell', 'managed'] },
      { flags: '--shell <name>', help: 'which shell, with --to shell', choices: shellNames },
      { flags: '--out <dir>', help: 'folder for the files, with --to managed' },
      replace,
      dryRun,
      yes,
    ],
    examples: [
      { line: 'connect', says: "into Claude Code's own settings (best)" },
      { line: 'connect --to shell', says: 'into the start-up of your shell' },
      { line: 'connect --to managed --out ./policy', says: 'files for an administrator' },
    ],
    load: async () => (await import('../commands/connect.ts')).connect,
  },
  {
    name: 'disconnect',
    summary: 'take the variables out again, byte for byte',
    options: [
      { flags: '--to <place>', help: 'only from there', choices: ['settings', 'shell', 'managed'] },
      dryRun,
    ],
    examples: [{ line: 'disconnect', says: 'from everywhere' }],
    load: async () => (await import('../commands/disconnect.ts')).disconnect,
  },
  {
    name: 'up',
    summary: 'start the engine (done already is fine)',
    examples: [{ line: 'up', says: 'start it' }],
    load: async () => (await import('../commands/up.ts')).up,
  },
  {
    name: 'down',
    summary: 'stop the engine and keep its data',
    options: [
      { flags: '--delete-data', help: 'delete all that was collected, too; asks first' },
      yes,
    ],
    examples: [
      { line: 'down', says: 'stop it' },
      { line: 'down --delete-data --yes', says: 'stop it, and begin with nothing next time' },
    ],
    load: async () => (await import('../commands/down.ts')).down,
  },
  {
    name: 'restart',
    summary: 'stop the engine and start it again, on the same ports',
    examples: [{ line: 'restart', says: 'stop and start it' }],
    load: async () => (await import('../commands/restart.ts')).restart,
  },
  {
    name: 'status',
    summary: 'what is set up, and whether it answers',
    examples: [{ line: 'status', says: 'also when nothing is set up' }],
    load: async () => (await import('../commands/status.ts')).status,
  },
  {
    name: 'doctor',
    summary: 'look for every known reason why nothing arrives, and say how to mend it',
    options: [
      {
        flags: '--probe',
        help: 'prove that the client exports: run it once against a listener of ours',
      },
      { flags: '--list', help: 'list the checks' },
      { flags: '--only <id...>', help: 'only these checks' },
      { flags: '--full', help: 'a report fit for a bug report, secrets removed' },
    ],
    examples: [
      { line: 'doctor', says: 'all checks' },
      { line: 'doctor --list', says: 'their names' },
      { line: 'doctor --only protocol-word', says: 'one of them' },
    ],
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
  {
    name: 'verify',
    summary: 'send a marked point over the very way that Claude Code uses',
    examples: [{ line: 'verify', says: 'one line for each signal' }],
    load: async () => (await import('../commands/verify.ts')).verify,
  },
  {
    name: 'open',
    summary: 'open the page, or print its address where there is no screen',
    arguments: [{ name: 'board', required: false, help: 'a board, such as overview' }],
    examples: [
      { line: 'open', says: 'the overview' },
      { line: 'open cost', says: 'a board by its name' },
    ],
    load: async () => (await import('../commands/open.ts')).open,
  },
  {
    name: 'metrics',
    summary: 'every known metric with its exact total and when it was last seen',
    details:
      'Moments: 30s, 10m, 2h, 3d, 4w ago; a date, which begins at midnight here; or a time such as\n2026-11-20T09:30:00Z. A range begins after --since and ends with --until.',
    arguments: [
      { name: 'name', required: false, help: 'one metric, such as claude_code.token.usage' },
    ],
    options: [
      { flags: '--since <moment>', help: 'only what was reported after it' },
      { flags: '--until <moment>', help: 'only what was reported up to it' },
    ],
    examples: [
      { line: 'metrics', says: 'all of them, since the store began' },
      { line: 'metrics claude_code.token.usage --since 7d', says: 'one, of the last week' },
    ],
    load: async () => (await import('../commands/metrics.ts')).metrics,
  },
  {
    name: 'logs',
    summary: 'what the engine said of itself, across the files that were rotated away',
    details:
      'Moments: 30s, 10m, 2h, 3d ago; a date; or a time such as 2026-11-20T09:30:00Z. --follow goes on\nuntil Ctrl-C (130) and does not go with --json, which is one document.',
    watches: true,
    arguments: [
      { name: 'service...', required: false, help: 'of which services; there is one: engine' },
    ],
    options: [
      { flags: '-f, --follow', help: 'go on with what it says from now on' },
      { flags: '--since <moment>', help: 'all lines since then' },
      { flags: '--tail <lines>', help: 'how many lines (100; all with --since)' },
    ],
    examples: [
      { line: 'logs --tail 20', says: 'the last twenty' },
      { line: 'logs engine --since 2h', says: 'of the last two hours' },
    ],
    load: async () => (await import('../commands/logs.ts')).logs,
  },
  {
    name: 'config',
    summary: 'settings, each with its source',
    arguments: [
      {
        name: 'action',
        required: true,
        help: 'what to do',
        choices: ['show', 'get', 'set', 'path'],
      },
      { name: 'key', required: false, help: 'a setting, such as endpoint' },
      { name: 'value', required: false, help: 'its new value, with set' },
    ],
    examples: [
      { line: 'config show', says: 'every setting with its value and source' },
      { line: 'config get endpoint', says: 'one value' },
      { line: 'config set metrics-interval 5000', says: 'save one value' },
      { line: 'config path', says: 'where they are saved' },
    ],
    load: async () => (await import('../commands/config.ts')).config,
  },
  ...storedCommands,
  {
    name: 'serve',
    summary: 'run the engine in the foreground, until Ctrl-C',
    settings: ['http-port', 'grpc-port', 'page-port'],
    options: [
      {
        flags: '--unless-running',
        help: 'end at once, and well, when it runs already: for what starts it by itself',
      },
    ],
    examples: [{ line: 'serve', says: 'take telemetry, keep it, show it' }],
    load: async () => (await import('../commands/serve.ts')).serve,
  },
  {
    name: 'completion',
    summary: 'print a completion script for a shell',
    arguments: [
      {
        name: 'shell',
        required: true,
        help: 'the shell',
        choices: ['bash', 'zsh', 'fish', 'powershell'],
      },
    ],
    examples: [{ line: 'completion bash', says: 'source its output in ~/.bashrc' }],
    load: async () => {
      const [{ completionWith }, { scriptFor }] = await Promise.all([
        import('../commands/completion.ts'),
        import('./completion-shapes.ts'),
      ])
      return completionWith((shell) => scriptFor(shell, commands))
    },
  },
]
