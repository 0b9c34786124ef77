// What an engine of a test leaves on this machine when it is killed, or ended with networks in it: cleared, and only its own.
import { spawnSync } from 'node:child_process'
import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Containers and their keepers, containerd, mounts below the folder, bridges of the engine's own networks. */
export async function clearLeftovers(folder: string, dataRoot: string): Promise<void> {
  const processes = await processesOfMachine()
  const ofEngine = processes.filter(({ line }) => line.includes(`${folder}/exec/containerd/`))
  // A keeper's children are containers; they would outlive it.
  const keepers = new Set(ofEngine.map(({ pid }) => pid))
  const inside = processes.filter(({ parent }) => keepers.has(parent))
  for (const { pid } of [...inside, ...ofEngine]) await end(pid)
  for (const place of await mountsBelow(folder)) spawnSync('umount', [place], { timeout: 10_000 })
  // As a machine that is switched on again would have it: an engine finds nothing of before that runs.
  await rm(join(folder, 'exec'), { recursive: true, force: true })
  for (const bridge of await bridgesOf(dataRoot))
    spawnSync('ip', ['link', 'delete', bridge, 'type', 'bridge'], { timeout: 10_000 })
}

const endLimit = 10_000

/** Waits as well: what is not quite gone keeps its mounts busy. */
async function end(pid: number): Promise<void> {
  const limit = Date.now() + endLimit
  while ((await commandOf(pid)) !== '' && Date.now() < limit) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      return
    }
    await new Promise((wait) => setTimeout(wait, 20))
  }
}

/** Empty for one that has ended, whether or not anybody has taken notice yet. */
export function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
}

async function processesOfMachine(): Promise<{ pid: number; parent: number; line: string }[]> {
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  return Promise.all(
    numbers.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      // The name may hold anything, a bracket too: the parent stands behind the last one.
      const [, parent] = stat.replace(/^.*\)/s, '').trim().split(' ')
      return { pid: Number(pid), parent: Number(parent), line: await commandOf(Number(pid)) }
    }),
  )
}

async function mountsBelow(folder: string): Promise<string[]> {
  const table = await readFile('/proc/self/mounts', 'utf8').catch(() => '')
  const places = table.split('\n').map((line) => line.split(' ')[1] ?? '')
  return places.filter((place) => place.startsWith(`${folder}/`)).reverse()
}

/** Named in the engine's own book; a network that was removed there has taken its bridge along. */
async function bridgesOf(dataRoot: string): Promise<string[]> {
  const book = join(dataRoot, 'network/files/local-kv.db')
  const text = await readFile(book, 'latin1').catch(() => '')
  const named = new Set(text.match(/br-[0-9a-f]{12}/g))
  const there = await readdir('/sys/class/net').catch(() => [])
  return there.filter((name) => named.has(name))
}
