// Reads the tables in which three systems list who listens where. Pure.

export interface Owner {
  readonly pid: number
  readonly name: string | null
}

/** /proc/net/tcp or tcp6: port → numbers of the sockets that listen on it. State 0A is LISTEN. */
export function listenersInProc(table: string): Map<number, string[]> {
  const found = new Map<number, string[]>()
  for (const line of table.split('\n').slice(1)) {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
    const port = Number.parseInt(local.split(':')[1] ?? '', 16)
    if (state !== '0A' || inode === undefined || Number.isNaN(port)) continue
    found.set(port, [...(found.get(port) ?? []), inode])
  }
  return found
}

/** `lsof -nP -iTCP -sTCP:LISTEN -Fpcn`: one field per line, told by its first letter. */
export function listenersInLsof(text: string): Map<number, Owner> {
  const found = new Map<number, Owner>()
  let pid = Number.NaN
  let name: string | null = null
  for (const line of text.split('\n')) {
    const value = line.slice(1)
    if (line.startsWith('p')) [pid, name] = [Number(value), null]
    else if (line.startsWith('c')) name = value
    else if (line.startsWith('n')) {
      const port = Number(/:(\d+)$/.exec(value)?.[1])
      if (!Number.isNaN(port) && !Number.isNaN(pid) && !found.has(port))
        found.set(port, { pid, name })
    }
  }
  return found
}

/** `netstat -ano -p TCP` of Windows. Its words for a state are translated, the address of nobody is not. */
export function listenersInNetstat(text: string): Map<number, Owner> {
  const found = new Map<number, Owner>()
  for (const line of text.split('\n')) {
    const match = /^\s*TCP\s+\S*:(\d+)\s+(?:0\.0\.0\.0:0|\[::\]:0)\s+\S.*\s(\d+)\s*$/.exec(line)
    const port = Number(match?.[1])
    if (match !== null && !found.has(port)) found.set(port, { pid: Number(match[2]), name: null })
  }
  return found
}

/** `tasklist /FO CSV /NH /FI "PID eq N"`: the first field is the program. */
export function nameInTasklist(text: string): string | null {
  return /^"([^"]+)","\d+"/m.exec(text)?.[1] ?? null
}
