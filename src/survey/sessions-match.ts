// Tells a running Claude Code session from everything else. Pure.

export interface Running {
  readonly argv: readonly string[]
  /** Null where it cannot be read; then the command line alone decides. */
  readonly exe: string | null
}

/**
 * The native client is a program called claude, or a version number below a folder claude/versions.
 * The npm client is Node running its cli.js, which calls itself claude once it runs.
 * Its binary also serves as other tools (then called rg and so on): those are no sessions.
 */
export function isSession({ argv, exe }: Running): boolean {
  const called = lastPart(argv[0] ?? '')
  if (exe !== null && isNative(exe)) return called === 'claude' || called === lastPart(exe)
  if (exe !== null && !isRuntime(exe)) return false
  if (exe === null && !isRuntime(argv[0] ?? '')) return called === 'claude'
  return called === 'claude' || isScript(argv.slice(1).find((word) => !word.startsWith('-')) ?? '')
}

function isNative(exe: string): boolean {
  const path = exe.replace(/ \(deleted\)$/, '').replaceAll('\\', '/')
  return lastPart(path) === 'claude' || /\/claude\/versions\/\d+\.\d+\.\d+[^/]*$/.test(path)
}

function isRuntime(program: string): boolean {
  return /^(?:node|nodejs|bun)$/.test(lastPart(program))
}

function isScript(path: string): boolean {
  return (
    /(?:^|\/)@anthropic-ai\/claude-code\/cli\.m?js$/.test(path.replaceAll('\\', '/')) ||
    lastPart(path) === 'claude'
  )
}

/** An updated program runs on from a deleted file, which Linux says behind the name. */
function lastPart(path: string): string {
  const name =
    path
      .replace(/ \(deleted\)$/, '')
      .split(/[\\/]/)
      .at(-1) ?? ''
  return name.replace(/\.exe$/i, '')
}

export interface PsLine {
  readonly pid: number
  readonly started: number | null
  readonly command: string
}

/** `ps -xo pid=,lstart=,command=` in the C locale: the start is "Sat Nov 21 10:00:52 2026", local time. */
export function readPs(text: string): PsLine[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+\w{3}\s+(\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.*)$/.exec(line)
    if (match === null) return []
    const started = Date.parse(match[2] ?? '')
    return [
      {
        pid: Number(match[1]),
        started: Number.isNaN(started) ? null : started,
        command: match[3] ?? '',
      },
    ]
  })
}
