// Our own folders: made private, remembered when they are new, taken away when they are empty again.
import { join } from 'node:path'
import {
  makeFolders,
  missingFolders,
  privateFolder,
  removeEmptyFolder,
  removeFile,
  removeTree,
  standing,
} from '../world/files.ts'
import { namesIn } from '../world/folders.ts'
import { plant, uproot } from '../world/plant.ts'
import type { Places } from '../world/places.ts'
import {
  handOver,
  isOnWay,
  keptList,
  listFile,
  listName,
  listText,
  listedIn,
  madeFolders,
  writeList,
} from './folder-list.ts'
import { collected, ownThings } from './own-things.ts'

/** All of them or none; which did not exist before us is written down, or uninstall could not know. */
export async function makeOwnFolders(places: Places): Promise<void> {
  const own = [places.state, places.config, places.data]
  const missing = (await Promise.all(own.map((place) => missingFolders(place)))).flat()
  if (missing.length === 0) return
  const kept = await listedIn(keptList(places))
  try {
    // The list comes with the first folder, so that no crash can part the two.
    if (!(await plant(places.state, listName, listText([...kept, ...missing]))))
      await remember(places, missing)
    for (const place of own) await makeFolders(place, privateFolder)
    await removeFile(keptList(places))
  } catch (cause) {
    if (missing.includes(places.state)) await removeFile(listFile(places)).catch(() => undefined)
    for (const folder of missing.toReversed()) await removeEmptyFolder(folder)
    throw cause
  }
}

async function remember(places: Places, missing: readonly string[]): Promise<void> {
  await writeList(listFile(places), [...(await madeFolders(places)), ...missing])
}

/** Folders that were made for us and will be empty once `gone` is: what a preview can promise to take away. */
export async function ownFoldersPresent(
  places: Places,
  gone: readonly string[],
): Promise<string[]> {
  const leaving = new Set([...gone, join(places.state, 'lock')])
  const present: string[] = []
  for (const folder of innermostFirst(await madeFolders(places))) {
    if ((await standing(folder)) === null || !(await willBeEmpty(folder, leaving))) continue
    leaving.add(folder)
    present.push(folder)
  }
  return present
}

async function willBeEmpty(folder: string, leaving: ReadonlySet<string>): Promise<boolean> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    if (!leaving.has(path) && !(await isEmptied(path, leaving))) return false
  }
  return true
}

/** A folder that goes with the last file in it; a file holds no names and is none. */
async function isEmptied(path: string, leaving: ReadonlySet<string>): Promise<boolean> {
  const names = await namesIn(path)
  return names.length > 0 && names.every((name) => leaving.has(join(path, name)))
}

function innermostFirst(folders: readonly string[]): string[] {
  return [...new Set(folders)].toSorted((a, b) => b.length - a.length)
}

export interface Removed {
  readonly removed: readonly string[]
  /** Folders that are not empty: something in them is not ours. */
  readonly left: readonly string[]
}

/** What `removeOwn` would take away, without doing it; a folder that `gone` leaves empty has gone by then. */
export async function ownThingsPresent(
  places: Places,
  gone: readonly string[],
  keepData: boolean,
): Promise<string[]> {
  const leaving = new Set(gone)
  const present: string[] = []
  for (const path of await ownThings(places, keepData)) {
    if ((await standing(path)) !== null && !(await isEmptied(path, leaving))) present.push(path)
  }
  return present
}

export async function removeOwn(places: Places, keepData: boolean): Promise<Removed> {
  const folders = await madeFolders(places)
  const isKept = keepData && (await standing(collected(places))) !== null
  if (isKept) await writeList(keptList(places), folders)
  const removed = await ownThingsPresent(places, [], isKept)
  for (const path of removed) if (path !== listFile(places)) await removeTree(path)
  const left: string[] = []
  for (const folder of innermostFirst([...folders, places.config, places.data])) {
    if (isOnWay(folder, places.state)) continue
    // What stood before us stays, even when it is empty.
    if (folders.includes(folder) && (await removeEmptyFolder(folder))) removed.push(folder)
    else if (isOwn(folder, places) && (await standing(folder)) !== null) left.push(folder)
  }
  await handOver(places, folders)
  const last = await removeListed(places, folders)
  if (last.length === 0 && (await standing(places.state)) !== null) left.push(places.state)
  return {
    removed: [...removed, ...last],
    left: isKept ? left.filter((one) => one !== places.data) : left,
  }
}

/** The list goes last, and with the folders that it lies in, so that no crash can part the two. */
async function removeListed(places: Places, folders: readonly string[]): Promise<string[]> {
  const leaving = new Set([listFile(places), join(places.state, 'lock')])
  const gone: string[] = []
  const onWay = innermostFirst(folders.filter((one) => isOnWay(one, places.state)))
  // Where only the data was left, the list lay beside it, and this folder is gone already.
  if ((await standing(places.state)) === null) return emptied(onWay)
  for (const folder of onWay) {
    if (gone.length === 0 && folder !== places.state) break
    if (!(await willBeEmpty(folder, leaving))) break
    leaving.add(folder)
    gone.push(folder)
  }
  const outermost = gone.at(-1)
  if (outermost !== undefined) await uproot(outermost)
  else for (const path of leaving) await removeTree(path)
  return gone
}

async function emptied(folders: readonly string[]): Promise<string[]> {
  const gone: string[] = []
  for (const folder of folders) if (await removeEmptyFolder(folder)) gone.push(folder)
  return gone
}

/** A parent such as ~/.config is everybody's: that it stays is not worth a word. */
function isOwn(folder: string, places: Places): boolean {
  return [places.config, places.data, places.state].includes(folder)
}
