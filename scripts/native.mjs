// Puts SQLite's prebuilt files into native/, one folder per system: users run no install script.
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The package that they come from: its licence is shipped with ours. */
export const nativePackage = 'node_modules/@photostructure/sqlite'

export async function shipNative(root) {
  const from = join(root, nativePackage, 'prebuilds')
  const to = join(root, 'native')
  const wanted = (await readdir(from, { recursive: true })).filter((name) => name.endsWith('.node'))
  if (wanted.length === 0) throw new Error(`${from} holds no prebuilt files.`)
  for (const name of wanted) await copyWhenOther(join(from, name), join(to, name))
  const there = await readdir(to, { recursive: true, withFileTypes: true })
  for (const entry of there.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name)
    if (!wanted.includes(path.slice(to.length + 1))) await rm(path)
  }
}

/** A file in use cannot be replaced on Windows: one that is the same is left alone. */
async function copyWhenOther(from, to) {
  const [source, there] = await Promise.all([stat(from), stat(to).catch(() => null)])
  if (there?.size === source.size && there.mtimeMs >= source.mtimeMs) return
  const draft = `${to}.${process.pid}`
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, draft)
  await rename(draft, to)
}
