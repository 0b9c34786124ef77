// `down`: stops the engine and keeps its data, unless it is asked to delete it.
import { type Call, type Verb, switchOption } from '../call.ts'
import { type OwnData, deleteData, ownData } from '../embedded/life/own-data.ts'
import { Problem } from '../errors.ts'
import { stopEngine } from '../making/engine.ts'
import { refuseForeignHome } from '../placing/home.ts'
import { bytesInWords } from '../plan/bytes.ts'
import { withLock } from '../state/lock.ts'
import { readReceipt } from '../state/receipt.ts'
import type { Answer } from '../talk.ts'

export const down: Verb = async (call) => {
  const { places, around, stack, signal } = call
  const receipt = await readReceipt(places)
  if (receipt === null)
    return {
      data: { state: 'absent', stopped: false, deleted: null },
      text: 'Nothing is set up here.',
    }
  const doomed = switchOption(call, 'deleteData') ? await agreed(call) : null
  return locked(call, async () => {
    const stopped = await stopEngine({ places, around, stack, signal })
    if (!switchOption(call, 'deleteData')) return keptAnswer(stopped)
    // Looked at again: while it ran it may have made more files.
    const data = doomed === null ? null : await ownData(places)
    if (data !== null) await deleteData(data)
    return deletedAnswer(stopped, data)
  })
}

/** On a full disk the lock cannot be written; to stop and to delete is what helps there. */
async function locked({ places, signal }: Call, work: () => Promise<Answer>): Promise<Answer> {
  const state = { begun: false }
  try {
    return await withLock(places.state, signal, () => {
      state.begun = true
      return work()
    })
  } catch (cause) {
    if (state.begun || !(cause instanceof Problem) || cause.code !== 'disk-full') throw cause
    return work()
  }
}

/** Null: there is nothing to delete, so nobody needs to be asked. */
async function agreed({ places, around, talk }: Call): Promise<OwnData | null> {
  await refuseForeignHome(around)
  const data = await ownData(places)
  if (data === null || talk.yes) return data
  const what = `This deletes all that was collected: ${sizeWords(data)}. It cannot be undone.`
  if (!talk.canAsk) {
    throw new Problem(
      'answer-needed',
      `${what} Nobody can be asked here, so nothing was changed.`,
      { hints: ['claude-telemetry down', 'claude-telemetry down --delete-data --yes'] },
    )
  }
  talk.say(`${what}\nWhat was chosen, and the connection of Claude Code, stay.`)
  if (!(await talk.confirm('Stop the engine and delete this?', false)))
    throw new Problem('cancelled', 'Cancelled, nothing was changed.')
  return data
}

function sizeWords({ folder, bytes, files }: OwnData): string {
  return `${bytesInWords(bytes)} in ${files.length} files of ${folder}`
}

function keptAnswer(stopped: boolean): Answer {
  return {
    data: { state: 'stopped', stopped, deleted: null },
    text: stopped ? 'Stopped; the data is kept.' : 'Nothing of ours ran.',
    after: stopped ? ['To start it again: claude-telemetry up'] : [],
  }
}

function deletedAnswer(stopped: boolean, data: OwnData | null): Answer {
  const head = stopped ? 'Stopped' : 'Nothing of ours ran'
  const deleted = data === null ? null : { path: data.folder, bytes: data.bytes }
  return {
    data: { state: 'stopped', stopped, deleted },
    text:
      data === null
        ? `${head}; there was no data to delete.`
        : `${head}; deleted ${sizeWords(data)}.`,
    after: ['To begin anew with an empty store: claude-telemetry up'],
  }
}
