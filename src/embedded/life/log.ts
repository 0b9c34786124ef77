// Our own log: a line at a time, never what was sent to us, rotated by size while we run. What the process itself
// prints when it dies goes to a file of its own: two writers in one file would lose each other's lines.
import { join } from 'node:path'
import { type Appender, appender, cutShort, endOf } from '../../world/append.ts'
import type { Places } from '../../world/places.ts'

export interface Log {
  say(line: string): void
  close(): Promise<void>
}

const mostBytes = 5 * 1024 * 1024
/** Beside the one that is written. */
export const keptLogs = 5
const mostPrinted = 256 * 1024

export function openLog(
  path: string,
  now: () => Date = () => new Date(),
  limits = { mostBytes, kept: keptLogs },
): Log {
  const file: Appender = appender(path, limits)
  return {
    say: (line) => file.append(`${now().toISOString()} ${harmless(line)}\n`),
    close: () => file.close(),
  }
}

/** One line, and nothing that a terminal would obey. */
export function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd()
}

export function logFile(places: Places): string {
  return join(places.state, 'logs', 'serve.log')
}

/** Empty as long as nothing goes wrong that the process could not say by itself. */
export function printedFile(places: Places): string {
  return join(places.state, 'logs', 'serve.crash.log')
}

export function boundPrinted(places: Places): Promise<void> {
  return cutShort(printedFile(places), mostPrinted)
}

/** What was printed from this byte on. */
export async function printedLines(places: Places, from = 0): Promise<string[]> {
  const text = await endOf(printedFile(places), from, mostPrinted)
  return text
    .split('\n')
    .map(harmless)
    .filter((line) => line !== '')
}
