// `up`: starts the engine; done already is no fault.
import type { Call, Verb } from '../call.ts'
import { startEngine } from '../making/engine.ts'
import { engineAddresses } from '../plan/addresses.ts'
import { nothingToStart } from '../plan/no-engine.ts'
import { withLock } from '../state/lock.ts'
import { readReceipt } from '../state/receipt.ts'
import { notSetUp } from '../state/settle.ts'

export const up: Verb = async (call) => {
  const receipt = await readReceipt(call.places)
  if (receipt === null) throw notSetUp()
  if (receipt.engine !== 'embedded') return nothingToStart()
  const ports = await withLock(call.places.state, call.signal, () => startEngine(engineOf(call)))
  return {
    data: { state: 'running', addresses: engineAddresses(ports) },
    text: `Running: http://127.0.0.1:${ports.page}`,
  }
}

function engineOf({ places, around, stack, signal }: Call) {
  return { places, around, stack, signal }
}
