// The list of folders that were made for us: without it, nobody could know which of them to take away again.
import { basename, dirname, join, sep } from 'node:path'
import { privateFile, readBytes, standing, writeWhole } from '../world/files.ts'
import { namesIn } from '../world/folders.ts'
import type { Places } from '../world/places.ts'

export const listName = 'folders.json'

export function listFile(places: Pick<Places, 'state'>): string {
  return join(places.state, listName)
}

/** Where it lies while only the data is left. */
export function keptList(places: Pick<Places, 'data'>): string {
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
  for (const other of await otherStacks(places)) {
    const path = await listOf(other)
    const around = [other.config, other.data, other.state]
    const shared = folders.filter((folder) => around.some((place) => isOnWay(folder, place)))
    if (shared.length === 0 || path === null) continue
    await writeList(path, [...(await listedIn(path)), ...shared])
    return
  }
}

async function listOf(other: Lying): Promise<string | null> {
  for (const path of [listFile(other), keptList(other)])
    if ((await standing(path)) !== null) return path
  return null
}

export function isOnWay(folder: string, to: string): boolean {
  return to === folder || to.startsWith(folder + sep)
}

type Lying = Pick<Places, 'config' | 'data' | 'state'>

/** The default stack lies above the others: each place, and its stacks/NAME. */
async function otherStacks({ config, data, state }: Places): Promise<Lying[]> {
  const base = { config: aboveStacks(config), data: aboveStacks(data), state: aboveStacks(state) }
  const names = await Promise.all(
    [base.state, base.data].map((place) => namesIn(join(place, 'stacks'))),
  )
  const others = [...new Set(names.flat())].map((name) => ({
    config: join(base.config, 'stacks', name),
    data: join(base.data, 'stacks', name),
    state: join(base.state, 'stacks', name),
  }))
  return [base, ...others].filter((other) => other.state !== state)
}

function aboveStacks(place: string): string {
  const above = dirname(place)
  return basename(above) === 'stacks' ? dirname(above) : place
}
