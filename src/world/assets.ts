// Finds what ships beside the code, wherever the code runs from: the one user of import.meta.url.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Problem } from '../errors.ts'

/** The folder that holds package.json, dist and templates. */
export function packageFolder(): string {
  let at = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(at, 'package.json'))) {
    if (dirname(at) === at) {
      throw new Problem('unexpected', 'The program is not whole: its package.json is missing.', {
        hints: ['npx claude-telemetry@latest --version'],
      })
    }
    at = dirname(at)
  }
  return at
}

export async function template(name: string): Promise<string> {
  return readFile(join(packageFolder(), 'templates', name), 'utf8')
}

export async function programVersion(): Promise<string> {
  const read: { version: string } = JSON.parse(
    await readFile(join(packageFolder(), 'package.json'), 'utf8'),
  )
  return read.version
}
