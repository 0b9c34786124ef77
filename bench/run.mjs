// `npm run bench`: figures as ratios to a peer or beside a limit, in one table; `-- --long` for the long form.
import { buildWhenOld, installWhenMissing } from '../scripts/fresh.mjs'
import { acknowledged } from './acknowledged.mjs'
import { boards } from './boards.mjs'
import { bundleParts } from './bundled.mjs'
import { print } from './figures.mjs'
import { ingest } from './ingest.mjs'
import { memory } from './memory.mjs'
import { packed } from './package.mjs'
import { soak } from './soak.mjs'
import { starting } from './starting.mjs'

const measures = { starting, ingest, acknowledged, boards, memory, soak, packed }
const [flags, names] = [true, false].map((isFlag) =>
  process.argv.slice(2).filter((text) => text.startsWith('--') === isFlag),
)
const unknown = [
  ...names.filter((name) => !(name in measures)),
  ...flags.filter((flag) => flag !== '--long'),
]

if (unknown.length > 0) {
  process.stderr.write(
    `There is no ${unknown.join(', ')}. There are: ${Object.keys(measures).join(', ')}, --long.\n`,
  )
  process.exitCode = 2
} else process.exitCode = await run(names.length === 0 ? Object.keys(measures) : names)

async function run(wanted) {
  await installWhenMissing()
  if (process.env.BENCH_MAIN === undefined) await buildWhenOld()
  const parts = await bundleParts()
  const lines = []
  for (const name of wanted) {
    process.stderr.write(`${name} …\n`)
    lines.push(...(await measures[name](parts, { long: flags.includes('--long') })))
  }
  print(lines)
  return lines.some(({ broken }) => broken) ? 1 : 0
}
