// Our own copy of the program and the small starter before it: a package runner's cache may vanish.
import { join, relative } from 'node:path'
import { render } from '../plan/render.ts'
import { packageFolder, programVersion, template } from '../world/assets.ts'
import {
  makeFolders,
  privateFolder,
  readBytes,
  removeTree,
  sha256,
  standing,
  writeWhole,
} from '../world/files.ts'
import { nativeFolder } from '../world/database.ts'
import { namesIn } from '../world/folders.ts'
import { copyWhole } from '../world/copy.ts'
import { type Places, defaultStack, starterFile } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'

const shipped = ['package.json', 'dist', 'templates', 'docs/findings'] as const

export function programFolder(places: Places): string {
  return join(places.data, 'program')
}

export interface Installed {
  readonly starter: string
  /** Of this version's folder below `program`. */
  readonly name: string
  /** False when this very copy was there already. */
  readonly isNew: boolean
}

/** Folders named by version and content. Those before stay until nothing runs out of them any more. */
export async function installProgram(
  places: Places,
  around: Surroundings,
  stack: string,
): Promise<Installed> {
  const source = packageFolder()
  const version = await programVersion()
  const name = `${version}-${(await fingerprint(source)).slice(0, 12)}`
  const folder = join(programFolder(places), name)
  await makeFolders(programFolder(places), privateFolder)
  const isNew = (await standing(folder)) === null
  if (isNew) await copyWhole(source, partsOf(source), folder)
  const starter = starterFile(places, around.platform)
  const text = render(
    await template(around.platform === 'win32' ? 'starter.cmd.hbs' : 'starter.sh.hbs'),
    {
      version,
      home: places.home ?? '',
      stack: stack === defaultStack ? '' : stack,
      node: process.execPath,
      main: join(folder, 'dist', 'main.js'),
    },
  )
  await makeFolders(join(places.data, 'bin'), privateFolder)
  await writeWhole(starter, text, { mode: 0o700 })
  return { starter, isNew, name }
}

/** Of the native files only this system's: the others are most of the package. */
function partsOf(source: string): string[] {
  const native = nativeFolder()
  return native === null ? [...shipped] : [...shipped, relative(source, native)]
}

async function fingerprint(source: string): Promise<string> {
  const native = nativeFolder()
  const files = [
    ...(await filesIn(join(source, 'dist'), '.js')),
    ...(await filesIn(join(source, 'dist', 'page'), '')),
    ...(native === null ? [] : await filesIn(native, '.node')),
  ]
  const texts = await Promise.all(files.map(readBytes))
  return sha256(Buffer.concat(texts.map((bytes) => bytes ?? Buffer.alloc(0))))
}

async function filesIn(folder: string, end: string): Promise<string[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(end)).sort()
  return names.map((name) => join(folder, name))
}

export async function removeFormerPrograms(places: Places, keep: string): Promise<void> {
  const folder = programFolder(places)
  for (const name of await namesIn(folder)) if (name !== keep) await removeTree(join(folder, name))
}
