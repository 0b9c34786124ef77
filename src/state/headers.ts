// All headers that a sender needs: those of the user, and the token that our own engine asks for.
import { type Headers, parseHeaders } from '../config/headers.ts'
import { isLoopbackOnly } from '../config/listen.ts'
import type { StackConfig } from '../config/settings.ts'
import { Problem } from '../errors.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { readHeaders } from './headers-file.ts'
import { readToken } from './token.ts'

export interface HeadersWish {
  readonly places: Places
  readonly around: Surroundings
  /** Headers as they came from standard input; null reads the file of the setting. */
  readonly text?: string | null
  /** Before the first start there is no token yet: what is planned is shown without it. */
  readonly early?: boolean
}

/** `config` with its engine settled. */
export async function headersOf(config: StackConfig, wish: HeadersWish): Promise<Headers> {
  const { places, around, text = null, early = false } = wish
  const own =
    text === null
      ? await readHeaders(config['headers-file'], places, around)
      : parseHeaders(text, 'standard input')
  if (config.engine === 'remote' || isLoopbackOnly(config.listen)) return own
  const token = await readToken(places, around)
  if (token === null && !early) throw noToken()
  // Two of that name would be one too many for any receiver.
  const others = Object.entries(own).filter(([name]) => name.toLowerCase() !== 'authorization')
  return { ...Object.fromEntries(others), Authorization: `Bearer ${token ?? 'made-at-the-start'}` }
}

function noToken(): Problem {
  return new Problem('not-running', 'The engine has not listened beyond this machine yet.', {
    hints: ['claude-telemetry restart'],
  })
}
