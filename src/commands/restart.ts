// `restart`: stops the engine and starts it again, on the same ports.
import type { Verb } from '../call.ts'
import { stopEngine } from '../making/engine.ts'
import { rise } from '../making/rise.ts'
import { nothingToStart } from '../plan/no-engine.ts'
import { withLock } from '../state/lock.ts'
import { readReceipt } from '../state/receipt.ts'
import { notSetUp } from '../state/settle.ts'

export const restart: Verb = async ({ places, around, stack, signal, own }) => {
  const receipt = await readReceipt(places)
  if (receipt === null) throw notSetUp()
  if (receipt.engine !== 'embedded') return nothingToStart()
  const wish = { places, around, stack, signal, own }
  return withLock(places.state, signal, async () => {
    await stopEngine(wish)
    return rise(wish)
  })
}
