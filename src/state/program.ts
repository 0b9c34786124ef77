// Our own copy of the program and the small starter before it: a package runner's cache may vanish.
import { join } from 'node:path'
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
import { namesIn } from '../world/folders.ts'
import { copyWhole } from '../world/copy.ts'
import { type Places, defaultStack, starterFile } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'

const shipped = ['package.json', 'dist', 'templates', 'docs/findings'] as const

/** Answers the path of the starter. Folders named by version and content, each replaced whole. */
export async function installProgram(
  places: Places,
  around: Surroundings,
  stack: string,
): Promise<string> {
  const source = packageFolder()
  const version = await programVersion()
  const name = `${version}-${(await fingerprint(source)).slice(0, 12)}`
  const folder = join(places.data, 'program', name)
  await makeFolders(join(places.data, 'program'), privateFolder)
  if ((await standing(folder)) === null) await copyWhole(source, shipped, folder)
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
  await removeOthers(join(places.data, 'program'), name)
  return starter
}

async function fingerprint(source: string): Promise<string> {
  const files = (await namesIn(join(source, 'dist'))).filter((name) => name.endsWith('.js')).sort()
  const texts = await Promise.all(files.map((name) => readBytes(join(source, 'dist', name))))
  return sha256(Buffer.concat(texts.map((bytes) => bytes ?? Buffer.alloc(0))))
}

async function removeOthers(folder: string, keep: string): Promise<void> {
  for (const name of await namesIn(folder)) if (name !== keep) await removeTree(join(folder, name))
}
