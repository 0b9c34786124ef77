// The door to the process table: which program, past the wrappers of Node, asked us to run.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const limitMs = 1_000
const highest = 16

export interface Ancestor {
  /** As the system calls the program, without its path. */
  readonly name: string
  readonly args: readonly string[]
}

/** Null where the system does not tell (Windows), or when it does not answer in time. */
export async function parentName(): Promise<string | null> {
  if (process.platform === 'win32') return null
  try {
    return pastWrappers(process.platform === 'linux' ? await fromProc() : await fromPs())
  } catch {
    return null
  }
}

/**
 * From our parent upwards, passed over are: programs of Node (npm, npx, pnpm, yarn, bun, node),
 * `sh -c …` when one of those started it, and a shell that only runs our own starter script.
 * The first that is none of these is the one whose language we must speak.
 */
export function pastWrappers(ancestors: readonly Ancestor[]): string | null {
  const asking = ancestors.find(
    (it, index) => !isRunner(it) && !isStarter(it) && !isHired(it, ancestors[index + 1]),
  )
  return asking?.name ?? null
}

function isRunner({ name, args }: Ancestor): boolean {
  return [name, baseName(args[0] ?? '')].some((word) =>
    /^(?:node(?:js)?|npm|npx|pnpm|pnpx|yarn|yarnpkg|bun|bunx|deno|corepack|tsx)(?:\.exe| |$)/.test(
      word,
    ),
  )
}

function isHired({ name, args }: Ancestor, above: Ancestor | undefined): boolean {
  const runsText = /^(?:sh|bash|dash|ash|ksh|zsh)$/.test(name) && /^-[eilux]*c$/.test(args[1] ?? '')
  return runsText && above !== undefined && isRunner(above)
}

function isStarter({ args }: Ancestor): boolean {
  return baseName(args[1] ?? '') === 'claude-telemetry'
}

async function fromProc(): Promise<Ancestor[]> {
  const found: Ancestor[] = []
  for (let pid = process.ppid; pid > 0 && found.length < highest;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
    if (stat === null) break
    // The name stands in brackets and may hold brackets itself.
    const end = stat.lastIndexOf(')')
    const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    found.push({ name: stat.slice(stat.indexOf('(') + 1, end), args: args.split('\0') })
    pid = Number(stat.slice(end + 2).split(' ')[1])
  }
  return found
}

async function fromPs(): Promise<Ancestor[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args='], {
    timeout: limitMs,
    maxBuffer: 32 * 1024 * 1024,
  })
  return fromTable(stdout, process.ppid)
}

/** Lines of `ps`: number, number of the parent, and the command with its arguments. */
export function fromTable(table: string, start: number): Ancestor[] {
  const rows = new Map<number, { readonly parent: number; readonly args: string[] }>()
  for (const line of table.split('\n')) {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    if (command !== undefined)
      rows.set(Number(pid), { parent: Number(parent), args: command.split(' ') })
  }
  const found: Ancestor[] = []
  let row = rows.get(start)
  while (row !== undefined && found.length < highest) {
    found.push({ name: baseName(row.args[0] ?? ''), args: row.args })
    row = rows.get(row.parent)
  }
  return found
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
