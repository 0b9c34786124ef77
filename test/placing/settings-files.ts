// The files of Must-show 2: hand-made hard cases, and generated ones up to the count of the scale.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { settingsText } from '../env/claude-settings-texts.ts'

export interface SettingsCase {
  readonly name: string
  /** 'restored', or the code of the refusal that has to leave everything untouched. */
  readonly ends: string
  /** Puts the file into this home. */
  readonly make: (home: string) => void
}

const own = '.claude/settings.json'

function put(home: string, bytes: string | Uint8Array, path = own, mode = 0o644): void {
  mkdirSync(dirname(join(home, path)), { recursive: true, mode: 0o755 })
  writeFileSync(join(home, path), bytes)
  chmodSync(join(home, path), mode)
}

const text = (
  name: string,
  bytes: string | Uint8Array,
  ends = 'restored',
  mode = 0o644,
): SettingsCase => ({
  name,
  ends,
  make: (home) => put(home, bytes, own, mode),
})

const hooks = `{
  "hooks": {
    "PreToolUse": [
      {"matcher": "Bash", "hooks": [{"type": "command", "command": "rtk hook \\"claude\\""}]},
      {"matcher": "Edit|Write", "hooks": [{"type": "command", "command": "a; b && c", "timeout": 5}]}
    ],
    "Stop": [{"hooks": [{"type": "command", "command": "notify 'done' # $&"}]}]
  },
  "permissions": {"allow": ["Bash(git *)", "Read(//etc/**)"], "deny": []},
  "statusLine": {"type": "command", "command": "~/.claude/line.sh"}
}
`
const big = JSON.stringify(
  {
    env: { A: 'b' },
    list: Array.from({ length: 14_000 }, (_, id) => ({
      id,
      text: 'ü€😀 "\\ // /* ' + 'x'.repeat(40),
    })),
  },
  null,
  2,
)
const deep = (levels: number): string => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
const ours = (env: string): string => `{\n  "model": "opus",\n  "env": ${env}\n}\n`

export const handMade: readonly SettingsCase[] = [
  { name: 'no folder at all', ends: 'restored', make: () => undefined },
  {
    name: 'a folder without a file',
    ends: 'restored',
    make: (home) => mkdirSync(join(home, '.claude'), { mode: 0o700 }),
  },
  text('empty', ''),
  text('white space', ' \r\n\t\n'),
  text('a mark and nothing else', '\uFEFF'),
  text('an empty object', '{}'),
  text('an empty object over lines', '{\n}\n'),
  text('an empty env', '{"env": {}}'),
  text('an empty env with a remark', '{\n  "env": {\n    // none yet\n  }\n}\n'),
  text(
    'remarks everywhere',
    '// top\n{ // one\n  /* two */ "a": 1, // three\n  "env": { "A": "b" /* four */ } // five\n} // six\n',
  ),
  text('a trailing comma', '{\n  "env": {\n    "A": "b",\n  },\n}\n'),
  text('a mark at the start', '\uFEFF{"env": {"A": "b"}}\n'),
  text('CRLF and tabs', '{\r\n\t"env": {\r\n\t\t"A": "b"\r\n\t}\r\n}\r\n'),
  text('mixed line ends', '{\r\n  "a": 1,\n  "b": 2\r}\n'),
  text('no final newline', '{\n  "a": 1\n}'),
  text('one line', '{"env":{"A":"b"},"model":"x"}'),
  text('keys twice elsewhere', '{"a":1,"a":2,"env":{"A":"1","A":"2"},"hooks":{"x":1,"x":2}}'),
  text('env twice', '{"env":{},"env":{}}', 'settings-ambiguous'),
  text(
    'a name of ours twice',
    '{"env":{"OTEL_LOGS_EXPORTER":"none","OTEL_LOGS_EXPORTER":"otlp"}}',
    'settings-ambiguous',
  ),
  text('env inside something else', '{"x":{"env":{"OTEL_LOGS_EXPORTER":"none"}}}'),
  text('deep nesting', deep(400)),
  text('nesting without a bottom', deep(200_000), 'settings-unparsable'),
  text(
    'unicode',
    '{"é": "日本語 😀 \\ud83d\\ude00 \u2028", "\\u0065nv2": 1, "env": {"ключ": "значение"}}',
  ),
  text('an escaped env key', '{"\\u0065nv": {"A": "b"}}'),
  text('one megabyte', big),
  text('hooks of other tools', hooks),
  text(
    'ours already, same values',
    ours('{"CLAUDE_CODE_ENABLE_TELEMETRY": "1", "OTEL_LOGS_EXPORTER": "otlp"}'),
  ),
  text(
    'ours already, other values',
    ours('{"CLAUDE_CODE_ENABLE_TELEMETRY": "0", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://old:4318"}'),
  ),
  text(
    'numbers and words as values',
    ours(
      '{"CLAUDE_CODE_ENABLE_TELEMETRY": 1, "OTEL_LOGS_EXPORTER": true, "A": 0.50, "OTEL_METRIC_EXPORT_INTERVAL": 1e4}',
    ),
  ),
  text('an object as a value of ours', ours('{"OTEL_LOGS_EXPORTER": {"a": [1, 2]}}')),
  text('env null', '{"env": null}', 'settings-unparsable'),
  text('env a list', '{"env": []}', 'settings-unparsable'),
  text('a list at the top', '[{"env": {}}]', 'settings-unparsable'),
  text('truncated', '{\n  "env": {\n    "A": "b",\n    "C', 'settings-unparsable'),
  text('two documents', '{}{}', 'settings-unparsable'),
  text('not UTF-8', Buffer.from('{"a":"\xe9"}', 'latin1'), 'settings-unparsable'),
  text('UTF-16', Buffer.from('\uFEFF{"a":1}', 'utf16le'), 'settings-unparsable'),
  text('private', '{"apiKeyHelper":"x"}', 'restored', 0o600),
  text('open to the group', '{"a":1}', 'restored', 0o664),
]

/** Links need a system that lets anybody make them. */
export const linked: readonly SettingsCase[] = [
  {
    name: 'a linked file',
    ends: 'restored',
    make: (home) => {
      put(home, '{"a": 1}\n', 'dotfiles/claude.json')
      mkdirSync(join(home, '.claude'))
      symlinkSync('../dotfiles/claude.json', join(home, own))
    },
  },
  {
    name: 'a linked folder',
    ends: 'restored',
    make: (home) => {
      put(home, '{"a": 1}\n', 'dotfiles/claude/settings.json')
      symlinkSync('dotfiles/claude', join(home, '.claude'))
    },
  },
  {
    name: 'a linked folder without a file',
    ends: 'restored',
    make: (home) => {
      mkdirSync(join(home, 'elsewhere'))
      symlinkSync(join(home, 'elsewhere'), join(home, '.claude'))
    },
  },
  {
    name: 'a link to nowhere',
    ends: 'file-unwritable',
    make: (home) => {
      mkdirSync(join(home, '.claude'))
      symlinkSync('../gone.json', join(home, own))
    },
  },
  {
    name: 'a linked folder to nowhere',
    ends: 'file-unwritable',
    make: (home) => symlinkSync('gone', join(home, '.claude')),
  },
  {
    name: 'a link to itself',
    ends: 'file-unwritable',
    make: (home) => symlinkSync('.claude', join(home, '.claude')),
  },
  {
    name: 'a link to a device',
    ends: 'file-unwritable',
    make: (home) => {
      mkdirSync(join(home, '.claude'))
      symlinkSync('/dev/null', join(home, own))
    },
  },
  {
    name: 'a folder in its place',
    ends: 'file-unwritable',
    make: (home) => mkdirSync(join(home, own), { recursive: true }),
  },
]

/** Refused to anybody but root, so these run as somebody else. */
export const closed: readonly SettingsCase[] = [
  text('a read-only file', '{"a": 1}\n', 'file-unwritable', 0o444),
  text('an unreadable file', '{"a": 1}\n', 'file-unreadable', 0o200),
  {
    name: 'a read-only folder with a file',
    ends: 'file-unwritable',
    make: (home) => {
      put(home, '{"a": 1}\n')
      chmodSync(join(home, '.claude'), 0o555)
    },
  },
  {
    name: 'a read-only folder without a file',
    ends: 'file-unwritable',
    make: (home) => mkdirSync(join(home, '.claude'), { mode: 0o555 }),
  },
]

export function generated(count: number): SettingsCase[] {
  return fc
    .sample(settingsText, { seed: 20261121, numRuns: count })
    .map((bytes, index) => text(`generated ${index}`, bytes))
}
