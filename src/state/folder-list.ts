// The list of folders that were made for us: without it, nobody could know which of them to take away again.
import { basename, dirname, join } from 'node:path'
import { privateFile, readBytes, standing, writeWhole } from '../world/files.ts'
import { namesIn } from '../world/folders.ts'
import type { Places } from '../world/places.ts'

export const listName = 'folders.json'

export function listFile(places: Places): string {
  return join(places.state, listName)
}

/** Where it lies while only the data is left. */
export function keptList(places: Places): string {
  return join(places.data, listName)
}

export function listText(folders: readonly string[]): string {
  return `${JSON.stringify([...new Set(folders)], null, 2)}\n`
}

export async function writeList(path: string, folders: readonly string[]): Promise<void> {
  await writeWhole(path, listText(folders), { mode: privateFile })
}

export async function madeFolders(places: Places): Promise<string[]> {
  return [...(await listedIn(listFile(places))), ...(await listedIn(keptList(places)))]
}

export async function listedIn(path: string): Promise<string[]> {
  const bytes = await readBytes(path)
  try {
    const list: unknown = JSON.parse(bytes?.toString('utf8') ?? '[]')
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : []
  } catch {
    return []
  }
}

/** Folders of ours in which another stack lives are its own from now on: it takes them away when it goes. */
export async function handOver(places: Places, folders: readonly string[]): Promise<void> {
  const present = await Promise.all(folders.map((folder) => standing(folder)))
  const standingStill = folders.filter((_, at) => present[at] !== null)
  if (standingStill.length === 0) return
  for (const path of await listsOfOthers(places)) {
    if ((await standing(path)) === null) continue
    await writeList(path, [...(await listedIn(path)), ...standingStill])
    return
  }
}

async function listsOfOthers(places: Places): Promise<string[]> {
  const lists = await Promise.all([places.state, places.data].map(listsBeside))
  const own = [listFile(places), keptList(places)]
  return lists.flat().filter((path) => !own.includes(path))
}

/** The default stack lies above the others: `place`, and `place`/stacks/NAME. */
async function listsBeside(place: string): Promise<string[]> {
  const above = dirname(place)
  const base = basename(above) === 'stacks' ? dirname(above) : place
  const stacks = join(base, 'stacks')
  const others = (await namesIn(stacks)).map((name) => join(stacks, name))
  return [base, ...others].map((folder) => join(folder, listName))
}
