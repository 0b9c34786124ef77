// Takes out of the store all that belongs to one session, project or user: by the engine while it runs, else by us.
import { askEngine } from '../embedded/control/ask.ts'
import { contact } from '../embedded/life/contact.ts'
import { storeFolder } from '../embedded/life/set-aside.ts'
import { signedAs } from '../embedded/privacy.ts'
import { databaseFile } from '../embedded/store/open-file.ts'
import { type Forgettable, type Forgotten, openStore } from '../embedded/store/store.ts'
import { Problem } from '../errors.ts'
import { standing } from '../world/files.ts'
import type { Places } from '../world/places.ts'

const patience = 10 * 60_000

export async function forgetInStore(places: Places, whom: Forgettable): Promise<Forgotten> {
  const folder = storeFolder(places)
  if ((await standing(databaseFile(folder))) === null)
    throw new Problem('not-set-up', 'There is no store here yet, so there is nothing to forget.', {
      hints: ['claude-telemetry status'],
    })
  const all = [whom, ...(await hashed(places, whom))]
  const now = await contact(places)
  if (now.state === 'running')
    return total(all, async (one) => {
      return (await askEngine(now.mark, 'forget', one, patience)) as Forgotten
    })
  const store = await openStore(folder)
  try {
    return await total(all, (one) => store.forget(one))
  } finally {
    await store.close()
  }
}

/** Whoever asks to be forgotten knows an address, and not the sign that stands for it. */
async function hashed(places: Places, whom: Forgettable): Promise<Forgettable[]> {
  const sign = 'user' in whom ? await signedAs(places, whom.user) : null
  return sign === null ? [] : [{ user: sign }]
}

async function total(
  all: readonly Forgettable[],
  forget: (one: Forgettable) => Promise<Forgotten>,
): Promise<Forgotten> {
  let sum: Forgotten = { points: 0, levels: 0, events: 0, sessions: 0 }
  for (const one of all) {
    const { points, levels, events, sessions } = await forget(one)
    sum = {
      points: sum.points + points,
      levels: sum.levels + levels,
      events: sum.events + events,
      sessions: sum.sessions + sessions,
    }
  }
  return sum
}
