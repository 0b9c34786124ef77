// One row per setting: the flags that set it, what then shows on the wire, and what shows without it.
import type { SettingKey } from '../../src/config/settings.ts'
import type { Signal } from '../fakes/otlp-recorder.ts'
import type { ClientVersion } from './client.ts'
import { distinct, type Sent } from './settings-stage.ts'

export type Flags = readonly string[] | ((url: string) => readonly string[])

export interface Row {
  readonly setting: SettingKey
  readonly flags: Flags
  /** What the row is compared with: without this setting, or with another value of it. */
  readonly against?: readonly string[]
  readonly over?: 'http' | 'grpc'
  readonly slow?: true
  /** A client before this version knows nothing of it. */
  readonly from?: '2.1.329'
  readonly shows: (sent: Sent, version: ClientVersion) => unknown
  readonly on: unknown
  readonly off: unknown
}

const header =
  (name: string) =>
  ({ exports }: Sent): unknown[] =>
    distinct(exports.map(({ headers }) => headers[name]))
const paths = ({ exports }: Sent): unknown => distinct(exports.map(({ path }) => path))
const signals = ({ exports }: Sent): unknown => distinct(exports.map(({ signal }) => signal))
const onPoints =
  (name: string) =>
  (sent: Sent): unknown[] =>
    distinct(sent.points().map(({ attributes }) => attributes[name]))
const marks = (sent: Sent): unknown => sent.marks()
/** A session of some two seconds: far shorter than every default. */
const several =
  (signal: Signal) =>
  ({ exports }: Sent): boolean =>
    exports.filter((one) => one.signal === signal).length > 2

const traced = ['--traces']
const prompts = { setting: 'log-prompts', shows: marks, off: [] } as const
const answers = { setting: 'log-responses', shows: marks } as const
const details = { setting: 'log-tool-details', shows: marks, off: [] } as const

export const rows: readonly Row[] = [
  {
    setting: 'endpoint',
    flags: (url) => ['--endpoint', `${url}/team/otlp`],
    shows: paths,
    on: ['/team/otlp/v1/logs', '/team/otlp/v1/metrics'],
    off: ['/v1/logs', '/v1/metrics'],
  },
  {
    setting: 'endpoint',
    flags: (url) => ['--endpoint', `${url}/team/`],
    shows: paths,
    on: ['/team/v1/logs', '/team/v1/metrics'],
    off: ['/v1/logs', '/v1/metrics'],
  },
  {
    setting: 'protocol',
    flags: ['--protocol', 'http/protobuf'],
    shows: header('content-type'),
    on: ['application/x-protobuf'],
    off: ['application/json'],
  },
  {
    setting: 'protocol',
    flags: ['--protocol', 'http/json'],
    against: ['--protocol', 'http/protobuf'],
    shows: header('content-type'),
    on: ['application/json'],
    off: ['application/x-protobuf'],
  },
  {
    setting: 'protocol',
    flags: ['--protocol', 'grpc'],
    over: 'grpc',
    shows: header('content-type'),
    on: ['application/grpc'],
    off: ['application/json'],
  },
  {
    setting: 'host',
    flags: ['--host', 'localhost'],
    shows: (sent) => header('host')(sent).map((host) => String(host).split(':')[0]),
    on: ['localhost'],
    off: ['127.0.0.1'],
  },
  {
    setting: 'compression',
    flags: ['--compression', 'gzip'],
    shows: header('content-encoding'),
    on: ['gzip'],
    off: [undefined],
  },
  {
    setting: 'compression',
    flags: ['--protocol', 'grpc', '--compression', 'gzip'],
    against: ['--protocol', 'grpc'],
    over: 'grpc',
    shows: ({ exports }) => distinct(exports.map(({ raw }) => raw[0])),
    on: [1],
    off: [0],
  },
  {
    setting: 'resource-attributes',
    flags: ['--resource-attributes', 'team.id=core'],
    shows: onPoints('team.id'),
    on: ['core'],
    off: [undefined],
  },
  {
    setting: 'metrics-interval',
    flags: ['--metrics-interval', '500'],
    slow: true,
    shows: several('metrics'),
    on: true,
    off: false,
  },
  {
    setting: 'logs-interval',
    flags: ['--logs-interval', '300'],
    slow: true,
    shows: several('logs'),
    on: true,
    off: false,
  },
  {
    setting: 'traces-interval',
    flags: [...traced, '--traces-interval', '300'],
    against: traced,
    slow: true,
    shows: several('traces'),
    on: true,
    off: false,
  },
  {
    setting: 'temporality',
    flags: ['--temporality', 'cumulative'],
    shows: (sent) => sent.temporalities(),
    on: [2],
    off: [1],
  },
  {
    setting: 'temporality',
    flags: ['--temporality', 'delta'],
    against: ['--temporality', 'cumulative'],
    shows: (sent) => sent.temporalities(),
    on: [1],
    off: [2],
  },
  {
    setting: 'temporality',
    flags: ['--temporality', 'lowmemory'],
    against: ['--temporality', 'cumulative'],
    shows: (sent) => sent.temporalities(),
    on: [1],
    off: [2],
  },
  {
    setting: 'traces',
    flags: traced,
    shows: signals,
    on: ['logs', 'metrics', 'traces'],
    off: ['logs', 'metrics'],
  },
  {
    setting: 'include-version',
    flags: ['--include-version'],
    shows: (sent, version) => onPoints('app.version')(sent).map((said) => said === version),
    on: [true],
    off: [false],
  },
  {
    setting: 'include-entrypoint',
    flags: ['--include-entrypoint'],
    shows: onPoints('app.entrypoint'),
    on: ['sdk-cli'],
    off: [undefined],
  },
  {
    setting: 'include-repository',
    flags: ['--include-repository'],
    from: '2.1.329',
    shows: onPoints('vcs.repository.name'),
    on: ['markrepository'],
    off: [undefined],
  },
  {
    setting: 'include-repository',
    flags: ['--include-repository'],
    from: '2.1.329',
    shows: marks,
    on: ['repository'],
    off: [],
  },
  { ...prompts, flags: ['--log-prompts'], on: ['prompt'] },
  { ...prompts, flags: [...traced, '--log-prompts'], against: traced, on: ['prompt'] },
  { ...answers, flags: ['--log-responses'], on: ['answer'], off: [] },
  {
    ...answers,
    flags: [...traced, '--log-prompts', '--log-responses'],
    against: [...traced, '--log-prompts'],
    on: ['prompt', 'answer'],
    off: ['prompt'],
  },
  { ...details, flags: ['--log-tool-details'], on: ['command', 'path', 'home'] },
  {
    ...details,
    flags: [...traced, '--log-tool-details'],
    against: traced,
    on: ['command', 'path', 'home'],
  },
  {
    setting: 'log-tool-content',
    flags: [...traced, '--log-tool-content'],
    against: traced,
    shows: marks,
    on: ['content', 'output'],
    off: [],
  },
]
