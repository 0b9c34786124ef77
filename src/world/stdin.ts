// Reads what is piped in, up to a limit; a terminal is refused, because it would look like a hang.
import { Problem } from '../errors.ts'

const limit = 64 * 1024

export async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new Problem('answer-needed', 'Standard input is a terminal; pipe the headers in.', {
      hints: ['claude-telemetry init --headers-file - < headers.txt'],
    })
  }
  let text = ''
  for await (const piece of process.stdin) {
    text += String(piece)
    if (text.length > limit)
      throw new Problem('bad-headers', 'Standard input is too long to be headers.')
  }
  return text
}
