// Whether the program of an otelHeadersHelper is there: the command is never run here.
import { posix, win32 } from 'node:path'
import { standing } from '../world/files.ts'
import type { Surroundings } from '../world/surroundings.ts'

/** Null for anything that only a shell could tell, such as a variable, a pipe or a built-in word. */
export async function programFound(command: string, around: Surroundings): Promise<boolean | null> {
  const path = around.platform === 'win32' ? win32 : posix
  const first = /^\s*(?:"([^"$`]+)"|'([^']+)'|([^\s"'$`|&;<>()]+))(?:\s|$)/.exec(command)
  const word = first?.[1] ?? first?.[2] ?? first?.[3]
  if (word === undefined || word.includes('=')) return null
  const spelled = word.startsWith('~/') ? path.join(around.home, word.slice(2)) : word
  if (!/[\\/]/.test(spelled)) return null
  const there = await standing(path.resolve(around.cwd, spelled)).catch(() => null)
  return there !== null && (around.platform === 'win32' || (there.mode & 0o111) !== 0)
}
