// The door to the file that was written last in a folder.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { namesIn } from './folders.ts'

/** Name of the newest file that fits; null when there is none. */
export async function newestIn(folder: string, fits: RegExp): Promise<string | null> {
  const names = (await namesIn(folder).catch((): string[] => [])).filter((name) => fits.test(name))
  const times = names.map((name) =>
    stat(join(folder, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  )
  const aged = (await Promise.all(times)).map((time, index) => ({ time, name: names[index] ?? '' }))
  return aged.toSorted((a, b) => b.time - a.time)[0]?.name ?? null
}
