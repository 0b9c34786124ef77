// The rooms as data: who may import whom, which package lives where. Changed on purpose, with a decision.

/** Rooms that only compute: no `node:` module, and no package but the five below. */
export const pure = ['config', 'env', 'plan', 'ledger', 'dashboards'] as const

/** Everybody may import these: how a failure is named, and what may be said. */
const everybody = ['errors.ts', 'talk.ts'] as const
const touching = [...pure, 'world', ...everybody]
/** Rooms that look or act for one purpose each; they do not know each other. */
const single = ['survey', 'placing', 'state', 'probe', 'verify', 'embedded', 'docker'] as const

/** Room, or file at the root → what it may import besides itself. `import type` is free. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  'talk.ts': ['errors.ts'],
  'call.ts': ['config', ...everybody],
  'main.ts': ['cli'],
  'index.ts': [...pure, ...everybody],
  cli: ['commands', 'config', 'env', 'world', 'call.ts', ...everybody],
  commands: [...touching, ...single, 'making', 'checkup', 'call.ts'],
  // The two that put the single ones together: one makes and undoes, one examines.
  making: [...touching, ...single],
  checkup: [...touching, ...single],
  config: everybody,
  env: ['config', ...everybody],
  // What is dropped before it is stored is one list, for the Collector as for our own store.
  plan: ['config', 'ledger', ...everybody],
  dashboards: ['ledger', ...everybody],
  // The page server, and the page itself: what it shows comes in as values.
  web: ['dashboards', 'world', ...everybody],
  ledger: everybody,
  survey: touching,
  docker: touching,
  placing: touching,
  state: touching,
  probe: touching,
  verify: touching,
  // Its process takes, keeps and shows: the page is mounted where the store is open.
  embedded: [...touching, 'web'],
  world: everybody,
}

/** Package → files that may import it: a whole room, or one file. */
export const packageHome: Readonly<Record<string, readonly string[]>> = {
  commander: ['src/cli/'],
  enquirer: ['src/cli/ask.ts'],
  ora: ['src/cli/reporter.ts'],
  dockerode: ['src/world/docker-connect.ts'],
  execa: ['src/world/exec.ts'],
  open: ['src/world/browser.ts'],
  zod: ['src/config/', 'src/env/', 'src/plan/'],
  '@bufbuild/protobuf': ['src/ledger/'],
  preact: ['src/web/page/'],
  uplot: ['src/web/page/'],
  handlebars: ['src/plan/'],
  'jsonc-parser': ['src/env/'],
  yaml: ['src/plan/'],
}

/** Modules of Node that reach the disk, other programs, the network or the machine: only `world/` holds them. */
export const doors = new Set(
  [
    'fs',
    'fs/promises',
    'child_process',
    'net',
    'http',
    'https',
    'http2',
    'tls',
    'dns',
    'dns/promises',
    'dgram',
  ]
    .concat([
      'os',
      'readline',
      'readline/promises',
      'worker_threads',
      'cluster',
      'inspector',
      'sqlite',
    ])
    .map((name) => `node:${name}`),
)

/** Ending the process is one file's business; the entry does it only where that file cannot be loaded. */
export const mayExit = ['src/cli/exit.ts', 'src/main.ts']

/** What the process was given is a value, `Surroundings`; only the edges read it from the process. */
export const given = /^process\.(?:env|platform|cwd|getuid|argv)$/
export const mayReadGiven = ['cli', 'world', 'main.ts']

export const meaningless = /^(?:utils?|helpers?|common|shared|misc|libs?|tools?|stuff|various)\.ts$/

export const measure = { fileMedian: 70, fileStop: 250, functionP90: 25, functionStop: 50 } as const
