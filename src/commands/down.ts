// `down`: stops the engine and keeps its data.
import { type Verb } from '../call.ts'
import { stopEngine } from '../making/engine.ts'
import { withLock } from '../state/lock.ts'
import { readReceipt } from '../state/receipt.ts'

export const down: Verb = async ({ places, around, stack, signal }) => {
  const receipt = await readReceipt(places)
  if (receipt === null)
    return { data: { state: 'absent', stopped: false }, text: 'Nothing is set up here.' }
  const stopped = await withLock(places.state, signal, () =>
    stopEngine({ places, around, stack, signal }),
  )
  return {
    data: { state: 'stopped', stopped },
    text: stopped ? 'Stopped; the data is kept.' : 'Nothing of ours ran.',
    after: stopped ? ['To start it again: claude-telemetry up'] : [],
  }
}
