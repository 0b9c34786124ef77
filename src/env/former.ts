// What the shell held before us, remembered in that shell itself, so that --unset can give it back.
import { type EnvChange, envChange, formerPrefix } from './change.ts'

type ShellEnv = Readonly<Record<string, string | undefined>>

/**
 * The names that were not there before us, separated by spaces. Without it a value of an earlier
 * `env` of ours would be taken for one of the user's.
 */
export const unsetBefore = 'CLAUDE_TELEMETRY_WERE_UNSET'

/**
 * Adds the memory to a change. Whatever an earlier `env` did in that shell and this one does not
 * mention goes back first: the result is the same whatever was evaluated before.
 */
export function withFormer(change: EnvChange, shellEnv: ShellEnv): EnvChange {
  const memory = remembered(shellEnv)
  const mentioned = new Set(change.map(({ name }) => name))
  const wanted = new Map<string, string | null>()
  for (const name of memory.keys()) if (!mentioned.has(name)) giveBack(name, memory, wanted)

  const absent: string[] = []
  for (const { name, value } of change) {
    const former = memory.has(name) ? (memory.get(name) ?? null) : (shellEnv[name] ?? null)
    if (former !== null) wanted.set(formerPrefix + name, former)
    else if (value !== null) absent.push(name)
    wanted.set(name, value)
  }
  wanted.set(unsetBefore, absent.length === 0 ? null : absent.sort().join(' '))
  return envChange(Object.fromEntries(withoutIdle(wanted, shellEnv, mentioned)))
}

/** Gives back everything that was remembered, and removes those of `names` that nothing is known of. */
export function unsetChange(names: readonly string[], shellEnv: ShellEnv): EnvChange {
  const memory = remembered(shellEnv)
  const wanted = new Map<string, string | null>(names.map((name) => [name, null]))
  for (const name of memory.keys()) giveBack(name, memory, wanted)
  wanted.set(unsetBefore, null)
  return envChange(Object.fromEntries(withoutIdle(wanted, shellEnv, new Set(names))))
}

/** Names whose value is the user's own and another one: `env` says so before it covers them. */
export function covered(change: EnvChange, shellEnv: ShellEnv): readonly string[] {
  const memory = remembered(shellEnv)
  return change
    .filter(
      ({ name, value }) =>
        !memory.has(name) && shellEnv[name] !== undefined && shellEnv[name] !== value,
    )
    .map(({ name }) => name)
}

type Memory = ReadonlyMap<string, string | null>

function remembered(shellEnv: ShellEnv): Memory {
  const absent = (shellEnv[unsetBefore] ?? '').split(' ').filter(isName)
  const memory = new Map<string, string | null>(absent.map((name) => [name, null]))
  for (const [key, value] of Object.entries(shellEnv)) {
    const name = key.startsWith(formerPrefix) ? key.slice(formerPrefix.length) : ''
    if (isName(name) && value !== undefined) memory.set(name, value)
  }
  return memory
}

function giveBack(name: string, memory: Memory, wanted: Map<string, string | null>): void {
  wanted.set(name, memory.get(name) ?? null)
  wanted.set(formerPrefix + name, null)
}

/** The bookkeeping is only spelled where it changes something; what was asked for is always spelled. */
function withoutIdle(
  wanted: ReadonlyMap<string, string | null>,
  shellEnv: ShellEnv,
  asked: ReadonlySet<string>,
): [string, string | null][] {
  return [...wanted].filter(
    ([name, value]) => asked.has(name) || (shellEnv[name] ?? null) !== value,
  )
}

function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)
}
