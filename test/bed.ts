// Finds the real parts that `npm run bed` brought, and writes down those that a test had to go without.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parts } from '../scripts/bed/catalogue.mjs'
import { bedFolder, manifestFile } from '../scripts/bed/folder.mjs'
import { isProgram, onPath } from '../scripts/bed/found.mjs'

export { clientVersions } from '../scripts/bed/catalogue.mjs'

/** The path of a part, or null: then the runner hears which part was missing and why. */
export function part(name: string): string | null {
  const wanted = parts.find((one) => one.name === name)
  if (wanted === undefined) throw new Error(`No part of the bed is called ${name}.`)
  const path = wanted.at === undefined ? onPath(name) : ours(wanted.at, wanted.kind === 'image')
  if (path === null) couldNotRun(name, reasonFor(name))
  return path
}

function ours(at: string, image: boolean): string | null {
  const path = join(bedFolder(), at)
  return (image ? existsSync(path) : isProgram(path)) ? path : null
}

/** One line per part: the runner counts each part once. */
export function couldNotRun(name: string, reason: string): void {
  const file = process.env['CLAUDE_TELEMETRY_COULD_NOT_RUN']
  if (file !== undefined && file !== '') appendFileSync(file, `${name}\t${reason}\n`)
}

function reasonFor(name: string): string {
  try {
    const { missing } = JSON.parse(readFileSync(manifestFile(), 'utf8')) as {
      missing?: Record<string, string>
    }
    return (missing?.[name] ?? 'not there; npm run bed').replaceAll(/\s+/g, ' ')
  } catch {
    return 'not there; npm run bed'
  }
}
