// `restart`: stops the engine and starts it again, on the same ports.
import type { Verb } from '../call.ts'
import { startEngine, stopEngine } from '../making/engine.ts'
import { engineAddresses } from '../plan/addresses.ts'
import { nothingToStart } from '../plan/no-engine.ts'
import { withLock } from '../state/lock.ts'
import { readReceipt } from '../state/receipt.ts'
import { notSetUp } from '../state/settle.ts'

export const restart: Verb = async ({ places, around, stack, signal }) => {
  const receipt = await readReceipt(places)
  if (receipt === null) throw notSetUp()
  if (receipt.engine !== 'embedded') return nothingToStart()
  const wish = { places, around, stack, signal }
  const ports = await withLock(places.state, signal, async () => {
    await stopEngine(wish)
    return startEngine(wish)
  })
  return {
    data: { state: 'running', addresses: engineAddresses(ports) },
    text: `Running: http://127.0.0.1:${ports.page}`,
  }
}
