// The table of settings: one line of truth for flag, variable, file, default, question and help.
import * as z from 'zod/mini'
import { checkEndpoint, endpointRule } from './endpoint.ts'
import { isAddress, loopback } from './listen.ts'
import { identityKinds, treatments } from './privacy.ts'
import type { Setting } from './setting.ts'

const quiet = { question: null, reveals: null, choices: null } as const

function choice<const Words extends readonly string[], Default extends Words[number] | null>(
  words: Words,
  byDefault: Default,
  more: Pick<Setting, 'help' | 'question'>,
): Setting<Words[number] | Default> {
  const schema = byDefault === null ? z.nullable(z.enum(words)) : z.enum(words)
  return {
    ...quiet,
    ...more,
    kind: 'choice',
    schema: schema as unknown as z.ZodMiniType<Words[number] | Default>,
    default: byDefault,
    placeholder: 'WORD',
    choices: words,
    example: words.join(', '),
  }
}

function whole(
  { least, most, byDefault }: Readonly<Record<'least' | 'most' | 'byDefault', number>>,
  placeholder: string,
  unit: string,
  help: string,
): Setting<number> {
  return {
    ...quiet,
    kind: 'number',
    schema: z.int().check(z.minimum(least), z.maximum(most)),
    default: byDefault,
    placeholder,
    help,
    example: `a whole number of ${unit} from ${least} to ${most}, such as ${byDefault}`,
  }
}

function milliseconds(byDefault: number, help: string): Setting<number> {
  return whole({ least: 100, most: 3_600_000, byDefault }, 'MS', 'milliseconds', help)
}

function port(help: string): Setting<number | null> {
  return {
    ...quiet,
    kind: 'number',
    schema: z.nullable(z.int().check(z.minimum(1), z.maximum(65_535))),
    default: null,
    placeholder: 'PORT',
    help,
    example: 'a port from 1 to 65535',
  }
}

function onRequest(
  help: string,
  reveals: string | null,
  question: string | null = null,
): Setting<boolean> {
  return {
    ...quiet,
    question,
    kind: 'switch',
    schema: z.boolean(),
    default: false,
    placeholder: null,
    help,
    reveals,
    example: 'true or false',
  }
}

function text(
  placeholder: string,
  example: string,
  more: Partial<Setting<string | null>> & Pick<Setting, 'help'>,
): Setting<string | null> {
  return {
    ...quiet,
    kind: 'text',
    schema: z.nullable(z.string().check(z.minLength(1), z.regex(/^[^\0\r\n]*$/))),
    default: null,
    placeholder,
    example,
    ...more,
  }
}

type IdentityWish = Readonly<
  Partial<Record<(typeof identityKinds)[number], (typeof treatments)[number]>>
>

function isIdentity(pairs: Readonly<Record<string, string>>): boolean {
  const isOneOf = (words: readonly string[], word: string): boolean => words.includes(word)
  return Object.entries(pairs).every(
    ([kind, treatment]) => isOneOf(identityKinds, kind) && isOneOf(treatments, treatment),
  )
}

export const settings = {
  engine: choice(['auto', 'embedded', 'remote'], 'auto', {
    help: 'where the telemetry goes: embedded is one background process of ours, remote an OTLP endpoint that exists already; auto is remote when an endpoint is given, else embedded',
    question: 'Where shall the telemetry go?',
  }),
  endpoint: text('URL', endpointRule, {
    help: 'base address of the OTLP endpoint, with its scheme and without /v1/metrics',
    question: 'Address of your OTLP endpoint',
    schema: z.nullable(z.string().check(z.refine((value) => checkEndpoint(value) === null))),
  }),
  protocol: choice(['http/protobuf', 'http/json', 'grpc'], 'http/protobuf', {
    help: 'how Claude Code speaks to the endpoint',
    question: 'Which protocol does it speak?',
  }),
  host: text('NAME', 'a host name or address, such as host.docker.internal', {
    help: 'put this host into the address: for a client inside a container or another machine',
    schema: z.nullable(z.string().check(z.regex(/^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])$/))),
  }),
  'headers-file': text(
    'FILE',
    'a file with one NAME=VALUE a line, readable by you alone; - is standard input',
    {
      help: 'headers for the endpoint, read from a file; - reads standard input and keeps them private',
      reveals: 'the headers are written where Claude Code can read them',
    },
  ),
  'ca-file': text('FILE', 'a PEM file', { help: 'certificate authority that signed the endpoint' }),
  compression: choice(['none', 'gzip'], 'none', {
    help: 'gzip for an endpoint that is far away',
    question: null,
  }),
  'resource-attributes': {
    ...quiet,
    kind: 'pairs',
    schema: z.record(
      z.string().check(z.regex(/^(?:(?![,=;"\\%])[\x21-\x7E]){1,255}$/)),
      z.string().check(
        z.regex(/^[^\0\r\n\p{Cs}]*$/u),
        // As the client counts. Newer ones drop a longer label, older ones drop every label.
        z.refine((value) => /\p{Cs}/u.test(value) || encodeURIComponent(value).length <= 255, {
          error: 'a value is longer than 255 signs once it is percent-encoded',
        }),
      ),
    ),
    default: {},
    placeholder: 'K=V,…',
    help: 'labels on everything that is sent, such as team.id=core',
    reveals: 'the labels are sent with every point and event',
    example: 'team.id=core,deployment.environment=dev',
  } satisfies Setting<Record<string, string>> as Setting<Record<string, string>>,
  'http-port': port('where the embedded engine takes OTLP over HTTP (14318, or the next free)'),
  'grpc-port': port('where the embedded engine takes OTLP over gRPC (14317, or the next free)'),
  'page-port': port('where the embedded engine shows its page (14300, or the next free)'),
  login: onRequest(
    'start the embedded engine when you log in',
    null,
    'Shall it start when you log in?',
  ),
  listen: {
    ...quiet,
    kind: 'text',
    schema: z.string().check(z.refine(isAddress)),
    default: loopback,
    placeholder: 'ADDRESS',
    help: 'where the embedded engine takes OTLP; beyond this machine it asks for a token, and the page stays here',
    reveals: null,
    example: 'an address in numbers, such as 127.0.0.1, 0.0.0.0 or ::',
  } satisfies Setting<string> as Setting<string>,
  identity: {
    ...quiet,
    kind: 'pairs',
    schema: z
      .record(z.string(), z.string())
      .check(
        z.refine(isIdentity, { error: 'a kind or a treatment is not one of those that there are' }),
      ) as unknown as z.ZodMiniType<IdentityWish>,
    default: {},
    placeholder: 'K=V,…',
    help: 'what the embedded engine stores of who sends: email, account, organization and host, each keep, hash or drop (email=drop, the others keep)',
    example:
      'pairs of email, account, organization or host with keep, hash or drop, such as email=hash,host=drop',
  } satisfies Setting<IdentityWish> as Setting<IdentityWish>,
  'retention-days': whole(
    { least: 7, most: 36_500, byDefault: 400 },
    'DAYS',
    'days',
    'how long the embedded engine keeps single points and events; sums stay',
  ),
  'retention-size': whole(
    { least: 1, most: 1000, byDefault: 8 },
    'GB',
    'gigabytes',
    'how large the store of the embedded engine may become before the oldest days go; sums stay',
  ),
  'metrics-interval': milliseconds(10_000, 'how often metrics are sent'),
  'logs-interval': milliseconds(5_000, 'how often events are sent'),
  'traces-interval': milliseconds(5_000, 'how often spans are sent, when traces are on'),
  temporality: choice(['delta', 'cumulative', 'lowmemory'], 'delta', {
    help: 'keep delta unless your endpoint refuses it: cumulative makes totals wrong',
    question: null,
  }),
  traces: onRequest(
    'send traces too (a beta of Claude Code)',
    'names of MCP tools and servers in spans',
  ),
  'include-version': onRequest('put the version of Claude Code on every point', null),
  'include-entrypoint': onRequest('put the way Claude Code was started on every point', null),
  'include-repository': onRequest(
    'put the repository on every point',
    'address, owner and name of the repository you work in',
  ),
  'log-prompts': onRequest('send the text of prompts', 'everything you type'),
  'log-responses': onRequest('send the text of answers', 'everything Claude Code answers'),
  'log-tool-details': onRequest(
    'send commands, paths and names of tools',
    'commands, file paths, arguments, names of servers, agents and skills',
  ),
  'log-tool-content': onRequest(
    'send input and output of tools (on spans only: needs --traces)',
    'contents of files and output of commands',
  ),
  connect: choice(['settings', 'shell', 'none'], null, {
    help: "where init puts the variables: Claude Code's own settings, your shell, or nowhere",
    question: 'Where shall the variables be placed?',
  }),
} as const

export type SettingKey = keyof typeof settings
export const settingKeys = Object.keys(settings) as readonly SettingKey[]

type ValueOf<S> = S extends Setting<infer Value> ? Value : never

/** The complete, valid, frozen wish. */
export type StackConfig = { readonly [Key in SettingKey]: ValueOf<(typeof settings)[Key]> }

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settings, key)
}
