// What SQLite says went wrong, turned into a sentence and the next thing to type.
import { dirname } from 'node:path'
import { Problem, asWord } from '../../errors.ts'
import { faultCode } from '../../world/database.ts'

const readOnly = 8
const inOut = 10
const corrupt = 11
const full = 13
const cannotOpen = 14
const notADatabase = 26

export function storeFault(cause: unknown, path: string): unknown {
  if (cause instanceof Problem) return cause
  switch (faultCode(cause)) {
    case full:
      return storeFull(path, cause)
    case corrupt:
    case notADatabase:
      return new Problem('store-damaged', `The store ${path} is damaged.`, {
        cause,
        hints: ['A restart sets it aside and begins a new one.', 'claude-telemetry restart'],
      })
    case readOnly:
    case inOut:
    case cannotOpen:
      return new Problem(
        'file-unwritable',
        `Cannot write ${path}, or beside it in its folder: ${saidBy(cause)}.`,
        { cause, hints: [`ls -ld ${asWord(dirname(path))} ${asWord(path)}`] },
      )
    case null:
    default:
      return cause
  }
}

export function storeFull(path: string, cause?: unknown): Problem {
  return new Problem(
    'store-full',
    `The disk of ${path} is nearly full. Nothing more is taken in until there is room; what is stored stays.`,
    { cause, hints: ['Free some space; it goes on by itself.', `df -h '${path}'`] },
  )
}

function saidBy(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
