// Runs a program to its end, with a limit, and keeps what it said for the case that it fails.
import { spawn } from 'node:child_process'

/** Resolves to what it printed; rejects with the last lines it printed. */
export function run(command, args, { limit = 60_000, cwd, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let out = ''
    let all = ''
    child.stdout.on('data', (piece) => ((out += piece), (all += piece)))
    child.stderr.on('data', (piece) => (all += piece))
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), limit)
    const end = (fault) => {
      clearTimeout(timer)
      if (fault === null) resolve(out)
      else reject(new Error(`${command} ${args[0] ?? ''}: ${fault}`))
    }
    child.on('error', (cause) => end(cause.message))
    child.on('close', (code, signal) => {
      const last = all.trim().split('\n').slice(-3).join(' / ')
      if (code === 0) end(null)
      else
        end(
          signal === 'SIGKILL'
            ? `took longer than ${limit / 1000} s`
            : `ended with ${code ?? signal}: ${last}`,
        )
    })
  })
}
