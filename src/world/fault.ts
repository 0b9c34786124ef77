// The system's own word for what went wrong, turned into a sentence and the next thing to type.
import { dirname } from 'node:path'
import { Problem, asWord } from '../errors.ts'

export function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : null
}

/** The system's own word for a fault, turned into a sentence and the next thing to type. */
export function fault(doing: 'read' | 'write', path: string, cause: unknown): Problem {
  const code = codeOf(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Problem(
      'disk-full',
      `No room left on the disk to write ${path}. It was left as it was.`,
      {
        cause,
        hints: [
          'Free some space, then run the same command again.',
          `df -h ${asWord(dirname(path))}`,
        ],
      },
    )
  }
  const reason = reasons[code ?? ''] ?? (cause instanceof Error ? cause.message : String(cause))
  return new Problem(
    doing === 'read' ? 'file-unreadable' : 'file-unwritable',
    `Cannot ${doing} ${path}: ${reason}.`,
    {
      cause,
      hints: [`ls -ld ${asWord(dirname(path))} ${asWord(path)}`],
    },
  )
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'there is nothing of that name',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ELOOP: 'a link that leads to itself',
  ENAMETOOLONG: 'the name is too long',
  EEXIST: 'something else is in its place',
}
