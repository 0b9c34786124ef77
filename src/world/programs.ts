// Where a program lies, by the rules of PATH, without running it.
import { access, constants, stat } from 'node:fs/promises'
import { posix, win32 } from 'node:path'
import type { Surroundings } from './surroundings.ts'

/** Null when no folder of PATH holds it; relative folders are passed over, as they change with the folder we are in. */
export async function findProgram(name: string, around: Surroundings): Promise<string | null> {
  for (const candidate of candidates(name, around)) if (await isProgram(candidate)) return candidate
  return null
}

function candidates(name: string, { env, platform }: Surroundings): string[] {
  const windows = platform === 'win32'
  const path = windows ? win32 : posix
  const list = (windows ? (env['Path'] ?? env['PATH']) : env['PATH']) ?? ''
  const folders = list.split(path.delimiter).filter((folder) => path.isAbsolute(folder))
  const endings = windows ? (env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';') : ['']
  return folders.flatMap((folder) =>
    endings.map((ending) => path.join(folder, name + ending.toLowerCase())),
  )
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
