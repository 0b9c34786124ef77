// What of the data folder is the store's: named before it is deleted, and nothing beside it is touched.
import { join } from 'node:path'
import { Problem, asWord } from '../../errors.ts'
import { leadsTo } from '../../world/links.ts'
import { removeEmptyFolder, removeFile, standing } from '../../world/files.ts'
import { namesIn } from '../../world/folders.ts'
import type { Places } from '../../world/places.ts'
import { own } from '../store/owner.ts'
import { storeFolder } from './set-aside.ts'

export interface OwnData {
  readonly folder: string
  readonly files: readonly string[]
  readonly bytes: number
}

/** The database with its companions, copies and damaged ones set aside, and the lock of its owner. */
const ours = /^(?:telemetry\.db(?:[-.].+)?|owner\.lock(?:-.+)?)$/

/** Null when there is none. A folder that leads elsewhere is refused: what lies there may be somebody else's. */
export async function ownData(places: Places): Promise<OwnData | null> {
  const folder = storeFolder(places)
  for (const path of [places.data, folder]) {
    const to = await leadsTo(path)
    if (to !== null) throw elsewhere(path, to)
  }
  const files = (await namesIn(folder)).filter((name) => ours.test(name))
  if (files.length === 0) return null
  const paths = files.map((name) => join(folder, name))
  const found = await Promise.all(paths.map((path) => standing(path)))
  return { folder, files: paths, bytes: found.reduce((sum, one) => sum + (one?.size ?? 0), 0) }
}

function elsewhere(path: string, to: string): Problem {
  return new Problem(
    'data-elsewhere',
    `${path} is a link that leads to ${to}. What lies there is not deleted by us. Nothing was changed.`,
    {
      hints: ['Look at it, and delete it yourself if it is yours:', `ls -la ${asWord(to)}`],
    },
  )
}

/** The engine must be stopped; whoever has the store open all the same keeps it. Answers what of it is left. */
export async function deleteData({ folder, files }: OwnData): Promise<void> {
  const lock = own(folder)
  try {
    for (const path of files) if (!/owner\.lock/.test(path)) await removeFile(path)
  } finally {
    lock.close()
  }
  for (const path of files) await removeFile(path)
  await removeEmptyFolder(folder)
}
