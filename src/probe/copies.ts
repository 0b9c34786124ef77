// Lays the copies of the user's and the project's settings into a folder where the client is proved.
import { join } from 'node:path'
import { makeFolders, privateFile, privateFolder, readBytes, writeWhole } from '../world/files.ts'
import type { Detour } from './env-copy.ts'
import { hasHelper, settingsCopy, stateCopy } from './settings-copy.ts'

export interface Originals {
  readonly userSettings: string
  /** Places of the client's own state: the first that is there counts. */
  readonly state: readonly string[]
  /** The project whose settings count as well; null for none. */
  readonly project: string | null
}

export interface Copies {
  readonly config: string
  readonly project: string
  readonly temporary: string
  readonly debugFile: string
}

/** Text of each settings file that is there, with the place of its copy. */
export interface Text {
  readonly to: 'user' | 'state' | 'project' | 'local'
  readonly from: string
  readonly text: string
}

export async function readOriginals({ userSettings, state, project }: Originals): Promise<Text[]> {
  const inProject = (name: string): string[] =>
    project === null ? [] : [join(project, '.claude', name)]
  const wanted = [
    { to: 'user' as const, from: userSettings },
    ...state.map((from) => ({ to: 'state' as const, from })),
    ...inProject('settings.json').map((from) => ({ to: 'project' as const, from })),
    ...inProject('settings.local.json').map((from) => ({ to: 'local' as const, from })),
  ]
  // Started in the home folder, the "project" file is the user's own.
  const once = wanted.filter(({ to, from }) => to !== 'project' || from !== userSettings)
  const texts = await Promise.all(
    once.map(async (one) => ({ ...one, text: await textOf(one.from) })),
  )
  const there = texts.filter((one): one is Text => one.text !== null)
  return there.filter((one) => one === there.find(({ to }) => to === one.to))
}

/** What we cannot read the client cannot read either. */
async function textOf(path: string): Promise<string | null> {
  const bytes = await readBytes(path).catch(() => null)
  return bytes === null ? null : bytes.toString('utf8')
}

export function anyHelper(texts: readonly Text[]): boolean {
  return texts.some(({ to, text }) => to !== 'state' && hasHelper(text))
}

export async function layCopies(
  folder: string,
  texts: readonly Text[],
  detour: Detour,
): Promise<Copies> {
  const copies = {
    config: join(folder, 'config'),
    project: join(folder, 'project'),
    temporary: join(folder, 'temporary'),
    debugFile: join(folder, 'debug.log'),
  }
  for (const made of [copies.config, join(copies.project, '.claude'), copies.temporary])
    await makeFolders(made, privateFolder)
  const state = texts.find(({ to }) => to === 'state')
  await write(join(copies.config, '.claude.json'), stateCopy(state?.text ?? '', detour))
  for (const { to, text } of texts) {
    if (to !== 'state') await write(copyOf(to, copies), settingsCopy(text, detour).text)
  }
  return copies
}

function copyOf(to: 'user' | 'project' | 'local', { config, project }: Copies): string {
  if (to === 'user') return join(config, 'settings.json')
  return join(project, '.claude', to === 'local' ? 'settings.local.json' : 'settings.json')
}

function write(path: string, text: string): Promise<void> {
  return writeWhole(path, text, { mode: privateFile })
}
