// `restore`: puts a backup in the place of what is stored; what was there is kept beside it.
import { resolve } from 'node:path'
import type { Call, Verb } from '../call.ts'
import { Problem } from '../errors.ts'
import { engineNow, stopEngine } from '../making/engine.ts'
import { putInPlace, type Ready, readyBackup } from '../making/restore.ts'
import { rise } from '../making/rise.ts'
import { withLock } from '../state/lock.ts'
import { makeOwnFolders } from '../state/folders.ts'

export const restore: Verb = async (call) => {
  const from = resolve(call.around.cwd, call.args[0] ?? '')
  await refuseUnasked(call)
  await makeOwnFolders(call.places)
  const ready = await readyBackup(call.places, from, call.signal)
  try {
    const { made, version, schema } = ready.manifest
    await agree(call, `${from}, made ${made} by claude-telemetry ${version}, is whole.`)
    const { aside, ran } = await swapped(call, ready)
    return {
      data: { restored: from, made, schema, version, set_aside: aside, running: ran },
      text: `Restored what was stored at ${made}.`,
      after: [
        ...(aside === null ? [] : [`What was there before is kept: ${aside}`]),
        ...(ran ? [] : ['To start the engine: claude-telemetry up']),
      ],
    }
  } finally {
    await ready.drop()
  }
}

/** Before anything is read: a script shall hear it at once. */
async function refuseUnasked({ talk }: Call): Promise<void> {
  if (talk.yes || talk.canAsk) return
  throw new Problem(
    'answer-needed',
    'This would replace all that is stored, and nobody can be asked here. Nothing was changed.',
    { hints: ['claude-telemetry restore --yes FILE'] },
  )
}

async function agree({ talk }: Call, said: string): Promise<void> {
  if (talk.yes) return
  talk.say(said)
  if (!(await talk.confirm('Put it in the place of what is stored now?', false)))
    throw new Problem('cancelled', 'Cancelled, nothing was changed.')
}

/** Whatever happens, what ran before runs again. */
function swapped(call: Call, ready: Ready): Promise<{ aside: string | null; ran: boolean }> {
  const { places, around, stack, signal, own } = call
  return withLock(places.state, signal, async () => {
    const ran = (await engineNow(places)).state === 'running'
    await stopEngine({ places, around, stack, signal })
    const again = async (): Promise<unknown> =>
      ran ? rise({ places, around, stack, signal, own }) : null
    const aside = await putInPlace(places, ready).catch(async (cause: unknown) => {
      await again().catch(() => undefined)
      throw cause
    })
    await again()
    return { aside, ran }
  })
}
