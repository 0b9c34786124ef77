// Our own log: a line at a time, never what was sent to us, rotated by size while we run.
import { join } from 'node:path'
import { type Appender, appender } from '../../world/append.ts'
import { readBytes } from '../../world/files.ts'
import type { Places } from '../../world/places.ts'

export interface Log {
  say(line: string): void
  close(): Promise<void>
}

const mostBytes = 5 * 1024 * 1024
const kept = 5

export function openLog(path: string, now: () => Date = () => new Date()): Log {
  const file: Appender = appender(path, { mostBytes, kept })
  return {
    say: (line) => file.append(`${now().toISOString()} ${line.replaceAll(/[\r\n]+/g, ' ')}\n`),
    close: () => file.close(),
  }
}

export function logFile(places: Places): string {
  return join(places.state, 'logs', 'serve.log')
}

export async function lastLines(places: Places, count: number): Promise<string[]> {
  const text = (await readBytes(logFile(places)))?.toString('utf8') ?? ''
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-count)
}
