// `up`: starts the engine; done already is no fault.
import type { Verb } from '../call.ts'
import { rise } from '../making/rise.ts'
import { nothingToStart } from '../plan/no-engine.ts'
import { withLock } from '../state/lock.ts'
import { readReceipt } from '../state/receipt.ts'
import { notSetUp } from '../state/settle.ts'

export const up: Verb = async ({ places, around, stack, signal, own }) => {
  const receipt = await readReceipt(places)
  if (receipt === null) throw notSetUp()
  if (receipt.engine !== 'embedded') return nothingToStart()
  return withLock(places.state, signal, () => rise({ places, around, stack, signal, own }))
}
