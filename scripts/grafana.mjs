// Writes grafana/dashboards/ from the boards: `node scripts/grafana.mjs`. A test holds both to each other.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'grafana', 'dashboards')

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/dashboards/grafana-boards.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  logLevel: 'warning',
})
const source = Buffer.from(outputFiles[0].contents).toString('base64')
const { fileText, grafanaFiles } = await import(`data:text/javascript;base64,${source}`)

const files = grafanaFiles()
await mkdir(folder, { recursive: true })
for (const file of files) await writeFile(join(folder, file.name), fileText(file))
for (const name of await readdir(folder))
  if (!files.some((file) => file.name === name)) await rm(join(folder, name))
process.stdout.write(`${files.length} boards in ${folder}\n`)
