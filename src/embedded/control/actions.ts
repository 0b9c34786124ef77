// What the door does: each action checks what it is told before it touches the store.
import { isAbsolute } from 'node:path'
import { Problem } from '../../errors.ts'
import type { Forgettable, Store } from '../store/store.ts'
import type { Actions, Wish } from './door.ts'

export function storeActions(store: Store, say: (line: string) => void): Actions {
  return {
    copy: async (wish) => {
      const to = textOf(wish, 'to')
      if (to === null || !isAbsolute(to)) throw unclear()
      say('a copy of the store is made')
      return { bytes: await store.copy(to) }
    },
    forget: async (wish) => {
      const forgotten = await store.forget(whomIn(wish))
      // Whom stays unsaid: the log must not remember what the store forgot.
      say(`forgotten on request: ${forgotten.points} points, ${forgotten.events} events`)
      return forgotten
    },
  }
}

function whomIn(wish: Wish): Forgettable {
  const [session, project, user] = ['session', 'project', 'user'].map((name) => textOf(wish, name))
  if (session != null) return { session }
  if (project != null) return { project }
  if (user != null) return { user }
  throw unclear()
}

function textOf(wish: Wish, name: string): string | null {
  const value = Object.hasOwn(wish, name) ? wish[name] : null
  return typeof value === 'string' && value !== '' ? value : null
}

function unclear(): Problem {
  return new Problem('bad-arguments', 'It was not said what is meant.')
}
