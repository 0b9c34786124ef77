// Tells open pages that something changed: at most once a second, and a sign of life when nothing does.
import type { ServerResponse } from 'node:http'
import type { Facts, Reading } from './facts.ts'

const pause = 1000
const heartbeat = 15_000
const most = 64
/** Bytes. A page that sleeps would let them grow without end; when it wakes, it asks again. */
const mostUnread = 64 * 1024

export interface Live {
  /** False when too many listen already. */
  listen(response: ServerResponse): boolean
  close(): void
}

export function liveNews(store: Reading, facts: Facts): Live {
  const listeners = new Set<ServerResponse>()
  let timer: NodeJS.Timeout | null = null
  let told: string | null = null
  let spoken = 0
  const say = (text: string): void => {
    spoken = Date.now()
    for (const listener of listeners) {
      if (listener.writableLength > mostUnread) listener.destroy()
      else listener.write(text)
    }
  }
  const look = async (): Promise<void> => {
    const news = await newsOf(store, facts).catch(() => null)
    if (news !== null && news !== told) say(`event: changed\ndata: ${(told = news)}\n\n`)
    else if (Date.now() - spoken >= heartbeat) say(': still here\n\n')
    timer = listeners.size === 0 ? null : setTimeout(() => void look(), pause).unref()
  }
  const listen = (response: ServerResponse): boolean => {
    if (listeners.size >= most) return false
    listeners.add(response)
    response.on('close', () => listeners.delete(response))
    response.write(`retry: 2000\n${told === null ? '' : `event: changed\ndata: ${told}\n`}\n`)
    if (timer === null) timer = setTimeout(() => void look(), 0)
    return true
  }
  const close = (): void => {
    if (timer !== null) clearTimeout(timer)
    for (const listener of listeners) listener.end()
    listeners.clear()
  }
  return { listen, close }
}

/** The number grows with every row; after a restart it begins anew, under another instance. */
async function newsOf(store: Reading, { instance }: Facts): Promise<string> {
  const { stored, state } = await store.health()
  return JSON.stringify({ instance, sequence: stored, state })
}
