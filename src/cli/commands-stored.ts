// The commands that keep, bring back and take away what is ours: the end of the table of commands.
import type { Command } from './command.ts'

const yes = { flags: '-y, --yes', help: 'ask nothing, take the defaults' } as const
const dryRun = { flags: '--dry-run', help: 'show what would change, change nothing' } as const
const replaceFile = { flags: '--replace', help: 'also where a file is already' } as const

export const storedCommands: readonly Command[] = [
  {
    name: 'backup',
    summary: 'all that was collected in one file, made while the engine goes on',
    arguments: [
      { name: 'file', required: false, help: 'where to; a new .tar.gz in this folder without it' },
    ],
    options: [replaceFile, yes],
    examples: [
      { line: 'backup', says: 'into this folder' },
      { line: 'backup --replace ./telemetry.tar.gz', says: 'always into the same file' },
    ],
    load: async () => (await import('../commands/backup.ts')).backup,
  },
  {
    name: 'restore',
    summary: 'put a backup in the place of what is stored, which is kept beside it',
    arguments: [{ name: 'file', required: true, help: 'a file that backup made' }],
    options: [yes],
    examples: [{ line: 'restore ./telemetry.tar.gz', says: 'look it over, ask, then do it' }],
    load: async () => (await import('../commands/restore.ts')).restore,
  },
  {
    name: 'forget',
    summary: 'take all of one session, project or user out of the store, totals included',
    options: [
      { flags: '--session <id>', help: 'one session' },
      { flags: '--project <name>', help: 'all of one repository, or of the label project' },
      { flags: '--user <id>', help: 'all of one user id, e-mail or account' },
      yes,
    ],
    examples: [
      { line: 'forget --session 6f1d2c3b-0000-4000-8000-000000000000', says: 'one session' },
    ],
    load: async () => (await import('../commands/forget.ts')).forget,
  },
  {
    name: 'uninstall',
    summary: 'undo everything: variables, settings, files of ours',
    options: [
      { flags: '--keep-data', help: 'keep what was collected, and nothing else' },
      dryRun,
      yes,
    ],
    examples: [
      { line: 'uninstall --dry-run', says: 'what would go' },
      { line: 'uninstall --yes', says: 'without a question' },
    ],
    load: async () => (await import('../commands/uninstall.ts')).uninstall,
  },
]
