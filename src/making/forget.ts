// Takes out of the store all that belongs to one session, project or user: by the engine while it runs, else by us.
import { askEngine } from '../embedded/control/ask.ts'
import { contact } from '../embedded/life/contact.ts'
import { storeFolder } from '../embedded/life/set-aside.ts'
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
  const now = await contact(places)
  if (now.state === 'running')
    return (await askEngine(now.mark, 'forget', whom, patience)) as Forgotten
  const store = await openStore(folder)
  try {
    return await store.forget(whom)
  } finally {
    await store.close()
  }
}
