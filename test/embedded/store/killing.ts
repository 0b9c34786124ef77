// Starts a process that writes, kills it, and tells what it had said.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleInto, threadCache } from '../../../scripts/threads.mjs'

const root = join(import.meta.dirname, '..', '..', '..')
const cache = threadCache(root)

export function bundleWriter(): Promise<void> {
  return bundleInto(root, cache, { 'killed-writer': 'test/embedded/store/killed-writer.ts' })
}

export interface Said {
  readonly sent: readonly number[]
  readonly acknowledged: readonly number[]
}

/** Starts it, waits until it writes, and kills it after that many milliseconds. */
export function killedAfter(milliseconds: number, folder: string, first: number): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [
      join(cache, 'killed-writer.js'),
      folder,
      String(first),
      join(folder, 'said.txt'),
    ])
    const errors: Buffer[] = []
    const limit = setTimeout(() => child.kill('SIGKILL'), 20_000)
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), milliseconds))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      if (signal !== 'SIGKILL') reject(new Error(`ended with ${code}: ${Buffer.concat(errors)}`))
      else resolve(heard(readFileSync(join(folder, 'said.txt'), 'utf8')))
    })
  })
}

function heard(text: string): Said {
  const numbers = (word: string): number[] =>
    [...text.matchAll(new RegExp(`^${word} (\\d+)\\n`, 'gm'))].map(([, number]) => Number(number))
  return { sent: numbers('sent'), acknowledged: numbers('acknowledged') }
}
