import { describe, expect, it } from 'vitest'
import type { FindingId } from '../../../src/survey/finding.ts'
import { runTraps } from '../../../src/survey/traps/registry.ts'
import type { TrapFacts } from '../../../src/survey/traps/trap.ts'
import { connect, told, user } from '../traps-told.ts'
import { facts, goodVariables, layer, nothingOfOurs } from '../traps-facts.ts'

const good = goodVariables
const off = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))

/** What stands here is printed: one line a finding, level | text | layer | fix. */
const rows: readonly (readonly [
  title: string,
  id: FindingId,
  given: TrapFacts,
  lines: readonly string[],
])[] = [
  [
    'telemetry off by a word',
    'telemetry-enabled',
    facts({ user: { ...good, CLAUDE_CODE_ENABLE_TELEMETRY: '0' } }),
    [
      `error | Telemetry is off: CLAUDE_CODE_ENABLE_TELEMETRY=0. Nothing is sent. | ${user} | ${connect}`,
    ],
  ],
  [
    'nothing set up and nothing set',
    'telemetry-enabled',
    facts({ user: {}, expected: nothingOfOurs }),
    [
      'warning | Telemetry is off: nothing that Claude Code reads sets CLAUDE_CODE_ENABLE_TELEMETRY. Nothing is sent. | - | claude-telemetry init',
    ],
  ],
  [
    'an exporter that is not set',
    'exporter-unset',
    facts({ user: off('OTEL_METRICS_EXPORTER') }),
    [
      `error | OTEL_METRICS_EXPORTER is not set: no metrics are sent, and nothing says so. | - | ${connect}`,
    ],
  ],
  [
    'an exporter that is not set, without us, in a shell',
    'exporter-unset',
    facts({ user: {}, shell: off('OTEL_LOGS_EXPORTER'), expected: nothingOfOurs }),
    [
      'error | OTEL_LOGS_EXPORTER is not set: no events are sent, and nothing says so. | - | export OTEL_LOGS_EXPORTER=otlp',
    ],
  ],
  [
    'an exporter word in capitals',
    'exporter-word',
    facts({ user: { ...good, OTEL_METRICS_EXPORTER: 'OTLP' } }),
    [
      `error | OTEL_METRICS_EXPORTER=OTLP: "OTLP" is no word that the client knows. This one word silences every signal. Write it small: otlp. | ${user} | ${connect}`,
    ],
  ],
  [
    'prometheus for events',
    'exporter-word',
    facts({ user: { ...good, OTEL_LOGS_EXPORTER: 'prometheus' } }),
    [
      `error | OTEL_LOGS_EXPORTER=prometheus: "prometheus" is no word that the client knows. This one word silences every signal. It knows otlp, console, none. | ${user} | ${connect}`,
    ],
  ],
  [
    'a bad word for traces while traces are off',
    'exporter-word',
    facts({ user: { ...good, OTEL_TRACES_EXPORTER: 'OTLP' } }),
    ['ok | Every exporter word is one that the client knows. | - | -'],
  ],
  [
    'a protocol word that does not exist',
    'protocol-word',
    facts({ user: { ...good, OTEL_EXPORTER_OTLP_PROTOCOL: 'http' } }),
    [
      `error | OTEL_EXPORTER_OTLP_PROTOCOL=http is no protocol that the client knows. This one word silences every signal. It knows grpc, http/json, http/protobuf. | ${user} | ${connect}`,
    ],
  ],
  [
    'a bad word for one signal, in the shell',
    'protocol-word',
    facts({ shell: { OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http' } }),
    [
      'error | OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http is no protocol that the client knows. This one word silences every signal. It knows grpc, http/json, http/protobuf. | shell | export OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf',
    ],
  ],
  [
    'no protocol, old client',
    'protocol-word',
    facts({ user: off('OTEL_EXPORTER_OTLP_PROTOCOL'), version: [2, 1, 197] }),
    [
      `error | OTEL_EXPORTER_OTLP_PROTOCOL is not set: clients of this age then send nothing at all. | - | ${connect}`,
    ],
  ],
  [
    'a generic bad word that no signal uses',
    'protocol-word',
    facts({
      user: {
        ...good,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http',
        OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc',
      },
    }),
    ['ok | The protocol is one that the client knows. | - | -'],
  ],
  [
    'an endpoint without scheme',
    'endpoint-scheme',
    facts({ user: { ...good, OTEL_EXPORTER_OTLP_ENDPOINT: '127.0.0.1:14318' } }),
    [
      `error | OTEL_EXPORTER_OTLP_ENDPOINT=127.0.0.1:14318 has no scheme: the client then falls back to localhost:4318. | ${user} | ${connect}`,
    ],
  ],
  [
    'an endpoint without scheme in a shell of somebody without us',
    'endpoint-scheme',
    facts({
      user: {},
      shell: { ...good, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      expected: nothingOfOurs,
      words: 'fish',
    }),
    [
      'error | OTEL_EXPORTER_OTLP_ENDPOINT=collector:4318 has no scheme: the client then falls back to localhost:4318. | shell | set -gx OTEL_EXPORTER_OTLP_ENDPOINT http://collector:4318',
    ],
  ],
  [
    'a blank at the end',
    'endpoint-scheme',
    facts({ user: { ...good, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14318 ' } }),
    [
      `error | OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:14318  ends in a blank: the client then falls back to localhost:4318. | ${user} | ${connect}`,
    ],
  ],
  [
    'the address of one signal as base',
    'endpoint-path',
    facts({ user: { ...good, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14318/v1/metrics' } }),
    [
      `error | OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:14318/v1/metrics ends in /v1/metrics: the client appends that itself and posts to /v1/metrics/v1/logs. | ${user} | ${connect}`,
    ],
  ],
  [
    'a key in the query is not shown',
    'endpoint-path',
    facts({
      user: { ...good, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:pw@far.example/?key=hush' },
      expected: nothingOfOurs,
    }),
    [
      'error | OTEL_EXPORTER_OTLP_ENDPOINT=https://(hidden)@far.example/?(hidden) has a query or a fragment: the client then posts to "/" and nothing is understood. | user settings (/home/ada/.claude/settings.json) | In /home/ada/.claude/settings.json, write inside "env": "OTEL_EXPORTER_OTLP_ENDPOINT": "https://far.example/".',
    ],
  ],
  [
    'an endpoint of one signal without its path, in the shell',
    'endpoint-signal',
    facts({ shell: { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:14318' } }),
    [
      'error | OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:14318 is used exactly as written: metrics are posted there without /v1/metrics, which a receiver answers with 404. | shell | unset OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    ],
  ],
  [
    'an endpoint of one signal elsewhere, in the user settings',
    'endpoint-signal',
    facts({ user: { ...good, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://far:4318/v1/logs' } }),
    [
      `error | OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://far:4318/v1/logs: events go there and not to http://127.0.0.1:14318, set by user settings (/home/ada/.claude/settings.json). | ${user} | In /home/ada/.claude/settings.json, take "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT" out of "env".`,
    ],
  ],
  [
    'an endpoint of one signal that changes nothing',
    'endpoint-signal',
    facts({ shell: { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://localhost:14318/v1/metrics' } }),
    [
      'note | OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://localhost:14318/v1/metrics is where metrics would go anyway. | shell | -',
    ],
  ],
  [
    'somewhere else',
    'endpoint-elsewhere',
    facts({ user: { ...good, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://other:4318' } }),
    [
      `error | OTEL_EXPORTER_OTLP_ENDPOINT=http://other:4318 in the user settings (/home/ada/.claude/settings.json), but the data should go to http://127.0.0.1:14318. | ${user} | ${connect}`,
    ],
  ],
  [
    'the same place, spelled differently',
    'endpoint-elsewhere',
    facts({ user: { ...good, OTEL_EXPORTER_OTLP_ENDPOINT: 'HTTP://LOCALHOST:14318/' } }),
    [`ok | The variables point to HTTP://LOCALHOST:14318/. | ${user} | -`],
  ],
  [
    'project settings that are ignored',
    'project-ignored',
    facts({ user: {}, project: good, expected: nothingOfOurs }),
    [
      'warning | The project settings (/home/ada/app/.claude/settings.json) set CLAUDE_CODE_ENABLE_TELEMETRY, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_LOGS_EXPORTER, OTEL_METRICS_EXPORTER: the client ignores that in a project, with -p even silently. Nothing else sets CLAUDE_CODE_ENABLE_TELEMETRY, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_LOGS_EXPORTER, OTEL_METRICS_EXPORTER. | project settings (/home/ada/app/.claude/settings.json) | Move CLAUDE_CODE_ENABLE_TELEMETRY, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_LOGS_EXPORTER, OTEL_METRICS_EXPORTER from "env" in /home/ada/app/.claude/settings.json to "env" in /home/ada/.claude/settings.json.',
    ],
  ],
  [
    'project settings that are ignored while ours count',
    'project-ignored',
    facts({ local: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x:1' } }),
    [
      'note | The local project settings (/home/ada/app/.claude/settings.local.json) set OTEL_EXPORTER_OTLP_ENDPOINT: the client ignores that in a project, with -p even silently. The values in use come from elsewhere. | local project settings (/home/ada/app/.claude/settings.local.json) | claude-telemetry connect --to settings',
    ],
  ],
  [
    'a project that turns metrics off',
    'project-off',
    facts({ project: { OTEL_METRICS_EXPORTER: 'none' } }),
    [
      'warning | The project settings (/home/ada/app/.claude/settings.json) turn metrics off here: OTEL_METRICS_EXPORTER=none. | project settings (/home/ada/app/.claude/settings.json) | export OTEL_METRICS_EXPORTER=otlp',
    ],
  ],
  [
    'a project that turns metrics off, old client',
    'project-off',
    facts({ project: { OTEL_METRICS_EXPORTER: 'none' }, version: [2, 1, 197] }),
    [
      'warning | The project settings (/home/ada/app/.claude/settings.json) turn metrics off here: OTEL_METRICS_EXPORTER=none. | project settings (/home/ada/app/.claude/settings.json) | In /home/ada/app/.claude/settings.json, take "OTEL_METRICS_EXPORTER" out of "env".',
    ],
  ],
  [
    'a shell that tries to turn it off',
    'user-beats-shell',
    facts({ shell: { CLAUDE_CODE_ENABLE_TELEMETRY: '0' } }),
    [
      `warning | CLAUDE_CODE_ENABLE_TELEMETRY is 0 in the shell, but the user settings (/home/ada/.claude/settings.json) say 1, and those win. | ${user} | unset CLAUDE_CODE_ENABLE_TELEMETRY`,
    ],
  ],
  [
    'a shell that is right and loses',
    'user-beats-shell',
    facts({ user: { ...good, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://old:4318' }, shell: good }),
    [
      `warning | OTEL_EXPORTER_OTLP_ENDPOINT is http://127.0.0.1:14318 in the shell, but the user settings (/home/ada/.claude/settings.json) say http://old:4318, and those win. | ${user} | ${connect}`,
    ],
  ],
  [
    'a helper with gRPC',
    'headers-helper',
    facts({
      user: {},
      more: [
        layer(
          'user',
          { ...good, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
          { otelHeadersHelper: '/opt/h' },
        ),
      ],
    }),
    [
      `error | The user settings (/home/ada/.claude/settings.json) name an otelHeadersHelper, but OTEL_EXPORTER_OTLP_PROTOCOL=grpc: the client never runs it for gRPC, and its headers are missing. | ${user} | ${connect}`,
    ],
  ],
  [
    'a helper that is not there',
    'headers-helper',
    facts({
      user: {},
      more: [layer('user', good, { otelHeadersHelper: '/opt/h' })],
      programFound: false,
    }),
    [
      `error | The otelHeadersHelper in the user settings (/home/ada/.claude/settings.json) is not there or may not be run: the client then sends nothing at all. | ${user} | In /home/ada/.claude/settings.json, give "otelHeadersHelper" the full path of a program that can be run, or take it out.`,
    ],
  ],
  [
    'labels with blanks',
    'resource-attributes',
    facts({ shell: { OTEL_RESOURCE_ATTRIBUTES: 'team.id=my team,b=1' } }),
    [
      'warning | OTEL_RESOURCE_ATTRIBUTES, entry 1 of 2 (team.id=my team), has a blank in its value: it is missing on points and events. | shell | export OTEL_RESOURCE_ATTRIBUTES=team.id=my%20team,b=1',
    ],
  ],
  [
    'telemetry-off variables',
    'opt-out-idle',
    facts({ shell: { DISABLE_TELEMETRY: '1', DO_NOT_TRACK: '1', OTEL_SDK_DISABLED: 'false' } }),
    [
      'note | DISABLE_TELEMETRY, DO_NOT_TRACK stop what Claude Code tells its maker, not this export. If nothing at all shall be sent, turn the export itself off. | shell | claude-telemetry disconnect',
    ],
  ],
  [
    'a temporality that does not exist',
    'temporality',
    facts({ user: { ...good, OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta ' } }),
    [
      `warning | OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta  is no word that the client knows, so it sends running totals: each process counts from 0 again, and sums over them are wrong. | ${user} | ${connect}`,
    ],
  ],
  [
    'no session.id',
    'session-id',
    facts({ shell: { OTEL_METRICS_INCLUDE_SESSION_ID: '' } }),
    [
      'warning | OTEL_METRICS_INCLUDE_SESSION_ID= takes session.id off metrics and off events too: sessions cannot be told apart. | shell | unset OTEL_METRICS_INCLUDE_SESSION_ID',
    ],
  ],
  [
    'managed settings that fix another endpoint',
    'managed-settings',
    facts({ managed: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://corp:4318' } }),
    [
      'warning | The managed settings (/etc/claude-code/managed-settings.json) fix OTEL_EXPORTER_OTLP_ENDPOINT to other values than ours, such as OTEL_EXPORTER_OTLP_ENDPOINT=http://corp:4318. Nothing on this side can change them. | managed settings (/etc/claude-code/managed-settings.json) | Ask whoever manages this machine: in /etc/claude-code/managed-settings.json, write inside "env": "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:14318".',
    ],
  ],
  [
    'managed headers that take our endpoint away',
    'managed-settings',
    facts({ managed: { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=hush' } }),
    [
      'note | The managed settings (/etc/claude-code/managed-settings.json) fix OTEL_EXPORTER_OTLP_HEADERS: no other layer can change them. | managed settings (/etc/claude-code/managed-settings.json) | -',
      `error | Managed settings make the client drop OTEL_EXPORTER_OTLP_ENDPOINT of the ${user}. It then sends to localhost:4318. | ${user} | Ask whoever manages this machine: in /etc/claude-code/managed-settings.json, write inside "env": "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:14318".`,
    ],
  ],
  [
    'a file with a comment',
    'settings-file',
    facts({
      user: {},
      more: [
        layer(
          'user',
          {},
          {
            state: 'unparsable',
            trouble: { text: 'it has a comment, which JSON does not allow', line: 2, column: 3 },
          },
        ),
      ],
    }),
    [
      `error | User settings (/home/ada/.claude/settings.json) cannot be parsed at line 2, column 3: it has a comment, which JSON does not allow. Claude Code skips the whole file. | ${user} | Open /home/ada/.claude/settings.json, mend it at line 2, column 3, and save it as plain JSON.`,
    ],
  ],
]

describe('each trap, word for word', () => {
  it.each(rows)('%s', (_, id, given, lines) => {
    expect(told(id, given)).toEqual(lines)
  })
})

it('a good set-up gives nothing but ok', () => {
  expect(runTraps(facts()).filter(({ level }) => level !== 'ok')).toEqual([])
})

it('a trap that throws is a finding', () => {
  const broken = () => {
    throw new TypeError('hush')
  }
  expect(runTraps(facts(), { temporality: broken })).toEqual([
    {
      id: 'temporality',
      level: 'warning',
      text: 'This check broke (TypeError), so nothing is known here. That is our fault, not yours.',
      layer: null,
      fix: 'claude-telemetry doctor --full',
    },
  ])
})
