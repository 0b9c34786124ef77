// Runs a piece of a test as a user who may do nothing, where the test itself runs as root.

const nobody = 65_534

/** Other users run it as they are. Groups count too: root may well be a member of the group docker. */
export async function asNobody<Value>(work: () => Promise<Value>): Promise<Value> {
  if (process.getuid?.() !== 0) return work()
  const groups = process.getgroups?.() ?? []
  const group = process.getegid?.() ?? 0
  process.setgroups?.([nobody])
  process.setegid?.(nobody)
  process.seteuid?.(nobody)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(group)
    process.setgroups?.(groups)
  }
}
