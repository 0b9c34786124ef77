// One piece of work with its beginning and its end told.
import type { Step } from '../talk.ts'

export async function* told<Value>(
  id: string,
  text: string,
  work: () => Promise<Value>,
): AsyncGenerator<Step, Value> {
  yield { id, state: 'started', text }
  let value: Value
  try {
    value = await work()
  } catch (cause) {
    yield { id, state: 'failed', text }
    throw cause
  }
  yield { id, state: 'done', text }
  return value
}
