// The log as it is read: across its files, from a moment on, with what the process itself printed in its place.
import { type Follower, follower } from '../../world/follow.ts'
import type { Places } from '../../world/places.ts'
import { timeOf } from '../../world/touched.ts'
import { harmless, keptLogs, logFile, printedFile, printedLines } from './log.ts'

export interface LogWish {
  /** Milliseconds since 1970; null: from the start. */
  readonly since: number | null
  /** The last so many; null: all. */
  readonly tail: number | null
}

export async function readLog(places: Places, wish: LogWish): Promise<readonly string[]> {
  const log = await followLog(places, wish)
  await log.close()
  return log.first
}

/** Each line once: what `first` has is not read again. */
export interface Following extends Follower {
  readonly first: readonly string[]
}

export async function followLog(places: Places, { since, tail }: LogWish): Promise<Following> {
  const own = await follower(logFile(places), keptLogs, 'start')
  const crash = await follower(printedFile(places), 0, 'end')
  const all = withPrinted(await own.read(), await printed(places))
  const wanted = since === null ? all : fromMoment(all, since)
  return {
    first: tail === null ? wanted : wanted.slice(Math.max(0, wanted.length - tail)),
    read: async () => {
      const lines = await own.read()
      const now = new Date().toISOString()
      return [...lines, ...(await crash.read()).map((line) => printedLine(now, harmless(line)))]
    },
    close: async () => {
      await own.close()
      await crash.close()
    },
  }
}

async function printed(places: Places): Promise<string[]> {
  const at = await timeOf(printedFile(places))
  return (await printedLines(places)).map((line) => printedLine(at ?? '', line))
}

/** It has no times of its own: the last time that the file was written has to do. */
function printedLine(at: string, line: string): string {
  return `${at} printed: ${line}`
}

function withPrinted(lines: readonly string[], more: readonly string[]): string[] {
  const at = more[0] === undefined ? NaN : momentOf(more[0])
  const place = lines.findLastIndex((line) => momentOf(line) <= at) + 1
  return [...lines.slice(0, place), ...more, ...lines.slice(place)]
}

/** A line without a time belongs to the one before it. */
function fromMoment(lines: readonly string[], since: number): string[] {
  let wanted = false
  return lines.filter((line) => {
    const moment = momentOf(line)
    if (!Number.isNaN(moment)) wanted = moment >= since
    return wanted
  })
}

function momentOf(line: string): number {
  return Date.parse(line.slice(0, line.indexOf(' ')))
}
