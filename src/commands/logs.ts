// `logs`: the last lines of the engine's own log.
import { type Verb, textOption } from '../call.ts'
import { lastLines } from '../embedded/life/log.ts'
import { Problem } from '../errors.ts'

export const logs: Verb = async (call) => {
  const tail = textOption(call, 'tail') ?? '100'
  if (!/^\d{1,6}$/.test(tail)) {
    throw new Problem('bad-arguments', `--tail ${tail} is no number of lines.`, {
      hints: ['claude-telemetry logs --tail 50'],
    })
  }
  const lines = await lastLines(call.places, Number(tail))
  return { data: { lines }, text: lines.length === 0 ? 'The log is empty.' : lines.join('\n') }
}
