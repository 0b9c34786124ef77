// Every count in the tests: a small column for `npm test`, a full one for `npm run test:storm`.

const counts = {
  settingsFiles: { small: 240, full: 5000 },
  settingsTexts: { small: 400, full: 20000 },
  profileTexts: { small: 300, full: 10000 },
  hostileValues: { small: 24, full: 400 },
  mutatedBodies: { small: 1500, full: 20_000 },
  mutatedRequests: { small: 500, full: 10_000 },
  memoryRequests: { small: 1000, full: 10_000 },
  receiverConnections: { small: 200, full: 1000 },
  hostileBodies: { small: 150, full: 10_000 },
  gzipBombs: { small: 20, full: 400 },
  slowSenders: { small: 30, full: 400 },
  clientTurns: { small: 4, full: 60 },
  boardRanges: { small: 120, full: 3000 },
  narrowedRanges: { small: 100, full: 1000 },
  grafanaEnds: { small: 2, full: 40 },
  storeKills: { small: 6, full: 50 },
  storeHistories: { small: 15, full: 200 },
  storeDamages: { small: 24, full: 400 },
  engineKills: { small: 5, full: 60 },
  clientRuns: { small: 18, full: 36 },
  stormTurns: { small: 8, full: 24 },
  killedRuns: { small: 12, full: 120 },
  logLines: { small: 4000, full: 100_000 },
  hostileNames: { small: 2, full: 3 },
  pageLooks: { small: 6, full: 36 },
  pageBoards: { small: 2, full: 6 },
  applyKills: { small: 8, full: 80 },
  stackWishes: { small: 10, full: 60 },
} as const satisfies Record<string, { small: number; full: number }>

type Counts = { readonly [Name in keyof typeof counts]: number }

const column = process.env['CLAUDE_TELEMETRY_STORM'] === '1' ? 'full' : 'small'

export const scale = Object.fromEntries(
  Object.entries(counts).map(([name, count]) => [name, count[column]]),
) as Counts
