// Makes an image as `docker load` takes it, out of programs of the bed and files of the tree; needs no engine.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeTar } from './tar.mjs'

const root = [0, 0]
const architectures = { x64: 'amd64', arm64: 'arm64' }

export function cannotMake({ programs }, paths) {
  if (process.platform !== 'linux') return `images are made on Linux, this is ${process.platform}`
  const missing = Object.values(programs).find((name) => !existsSync(paths[name]))
  return missing === undefined ? null : `needs ${missing}, which is not there`
}

/** Changes whenever the recipe, a file of the tree or a program does. */
export function imageMark(recipe, installed, tree) {
  const hash = createHash('sha256').update(JSON.stringify(recipe))
  for (const file of Object.values(recipe.files ?? {})) hash.update(readFileSync(join(tree, file)))
  for (const name of Object.values(recipe.programs)) hash.update(installed[name]?.sha256 ?? name)
  return hash.digest('hex')
}

export async function makeImage(recipe, paths, bed, tree) {
  mkdirSync(bed, { recursive: true })
  const work = mkdtempSync(join(bed, 'image-'))
  try {
    const layer = await writeTar(join(work, 'layer.tar'), entriesOf(recipe, paths, tree))
    const config = JSON.stringify(configOf(recipe, layer))
    const id = createHash('sha256').update(config).digest('hex')
    const manifest = [
      { Config: `${id}.json`, RepoTags: [recipe.image], Layers: [`${layer}/layer.tar`] },
    ]
    const plain = { mode: 0o644, owner: root }
    await writeTar(join(work, 'image.tar'), [
      { ...plain, name: `${id}.json`, text: config },
      { name: `${layer}/`, mode: 0o755, owner: root },
      { ...plain, name: `${layer}/layer.tar`, from: join(work, 'layer.tar') },
      { ...plain, name: 'manifest.json', text: JSON.stringify(manifest) },
    ])
    mkdirSync(dirname(join(bed, recipe.at)), { recursive: true })
    renameSync(join(work, 'image.tar'), join(bed, recipe.at))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function configOf({ config }, layer) {
  const created = '1970-01-01T00:00:00Z'
  return {
    created,
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
    history: [{ created, created_by: 'npm run bed' }],
  }
}

/** Folders first, the parents of everything among them. */
function entriesOf(
  { programs, files = {}, texts = {}, folders = {}, fileOwner = root },
  paths,
  tree,
) {
  const things = [
    ...Object.entries(programs).map(([at, name]) => ({
      name: at,
      mode: 0o755,
      owner: root,
      from: paths[name],
    })),
    ...Object.entries(files).map(([at, file]) => ({
      name: at,
      mode: 0o644,
      owner: fileOwner,
      from: join(tree, file),
    })),
    ...Object.entries(texts).map(([at, text]) => ({ name: at, mode: 0o644, owner: root, text })),
  ]
  const wanted = new Map()
  for (const at of [...things.map(({ name }) => dirname(name)), ...Object.keys(folders)])
    for (let one = at; one !== '/'; one = dirname(one))
      wanted.set(one, folders[one] ?? { mode: 0o755, owner: root })
  return [
    ...[...wanted]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([at, more]) => ({ ...more, name: `${at}/` })),
    ...things,
  ].map((entry) => ({ ...entry, name: entry.name.slice(1) }))
}
