// The door to SQLite: Node's own where it is new enough, else the one that ships with us; the same calls either way.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Problem } from '../errors.ts'
import { packageFolder } from './assets.ts'

export type Cell = string | number | null

export interface Statement {
  run(...values: Cell[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  get(...values: Cell[]): Record<string, Cell> | undefined
  all(...values: Cell[]): Record<string, Cell>[]
  iterate(...values: Cell[]): IterableIterator<Record<string, Cell>>
}

export interface Database {
  readonly isTransaction: boolean
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

interface Driver {
  readonly DatabaseSync: new (path: string, options: object) => Database
}

/** Below it, two connections that checkpoint at one moment could damage the file. */
const oldest = [3, 51, 3] as const

let driver: Driver | null = null

export function openDatabase(
  path: string,
  { readOnly = false }: { readOnly?: boolean } = {},
): Database {
  driver ??= builtIn() ?? shipped()
  return new driver.DatabaseSync(path, { readOnly, timeout: 5000 })
}

/** Low byte of SQLite's own code, the same from both drivers; null when it was no fault of SQLite. */
export function faultCode(cause: unknown): number | null {
  const code: unknown = (cause as { errcode?: unknown } | null)?.errcode
  return typeof code === 'number' ? code & 0xff : null
}

function builtIn(): Driver | null {
  const parts = (process.versions['sqlite'] ?? '0').split('.').map(Number)
  for (const [place, least] of oldest.entries()) {
    const part = parts[place] ?? 0
    if (part > least) break
    if (part < least) return null
  }
  return (
    quietly(() => process.getBuiltinModule?.('node:sqlite' as 'node:fs') as unknown as Driver) ??
    null
  )
}

/** Node 22 calls its SQLite experimental each time it is loaded: nothing that a user could act on. */
function quietly<Result>(work: () => Result): Result {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The prebuilt files for this system, below the package; null when there are none. */
export function nativeFolder(): string | null {
  const system = `${process.platform}-${process.arch}`
  const places = [
    join(packageFolder(), 'native', system),
    // A checkout that was not built yet.
    join(packageFolder(), 'node_modules', '@photostructure', 'sqlite', 'prebuilds', system),
  ]
  return places.find((place) => existsSync(place)) ?? null
}

function shipped(): Driver {
  const folder = nativeFolder()
  const load = createRequire(import.meta.url)
  let cause: unknown
  // Which C library this is, the loader knows best: the wrong file does not load.
  for (const kind of folder === null ? [] : ['glibc', 'musl']) {
    const file = join(folder ?? '', `@photostructure+sqlite.${kind}.node`)
    if (!existsSync(file)) continue
    try {
      return load(file) as Driver
    } catch (fault) {
      cause ??= fault
    }
  }
  throw new Problem(
    'no-engine',
    `No SQLite for ${process.platform} ${process.arch} ships with us.`,
    {
      cause,
      hints: ['Install Node 24 or newer, which has its own.', 'node --version'],
    },
  )
}
