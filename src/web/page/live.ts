// Hears that something changed; looks away while nobody looks. One window listens for all: a browser keeps only
// six connections to one server, and a seventh window would wait for ever.
import { useEffect, useRef, useState } from 'preact/hooks'
import { pause, pauseAfter } from './patience.ts'

export type Line = 'live' | 'lost' | 'paused'

export interface Live {
  /** Grows with each change that should be drawn. */
  readonly tick: number
  readonly line: Line
}

interface News {
  readonly line: Line
  readonly data: string | null
}

const name = 'claude-telemetry-live'

export function useLive(): Live {
  const [tick, setTick] = useState(0)
  const [line, setLine] = useState<Line>('paused')
  const last = useRef<string | null>(null)
  useEffect(() => {
    let stop: (() => void) | null = null
    const hear = (news: News): void => {
      setLine(news.line)
      if (news.data === null) return
      // The first word after opening is no change, unless something was missed meanwhile.
      if (last.current !== null && last.current !== news.data) setTick((before) => before + 1)
      last.current = news.data
    }
    const look = (): void => {
      if (!document.hidden) stop ??= listen(hear)
      else {
        stop?.()
        stop = null
        setLine('paused')
      }
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      stop?.()
    }
  }, [])
  return { tick, line }
}

/** Whoever holds the lock is connected and tells the others; who comes later asks what is known. */
function listen(hear: (news: News) => void): () => void {
  const channel = new BroadcastChannel(name)
  // A channel reaches our own origin only: there is no other to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const say = (what: News | 'what?'): void => channel.postMessage(what)
  const ender = new AbortController()
  let known: News = { line: 'lost', data: null }
  let leads = false
  const tell = (news: Partial<News>): void => {
    known = { ...known, ...news }
    hear(known)
    say(known)
  }
  channel.addEventListener('message', ({ data }: MessageEvent<News | 'what?'>) => {
    if (data === 'what?') return leads ? say(known) : undefined
    return leads ? undefined : hear(data)
  })
  say('what?')
  const lead = async (): Promise<void> => {
    leads = true
    for (let misses = 0; !ender.signal.aborted; misses++) {
      if (await connection(tell, ender.signal)) misses = 0
      await pause(pauseAfter(misses), ender.signal)
    }
  }
  navigator.locks.request(name, { signal: ender.signal }, lead).catch(() => undefined)
  return () => {
    ender.abort()
    channel.close()
  }
}

/** Resolves when it has ended; true when it had begun. A browser's own second try is blind to how long it lasts. */
function connection(tell: (news: Partial<News>) => void, signal: AbortSignal): Promise<boolean> {
  const source = new EventSource('/api/live')
  let begun = false
  return new Promise<boolean>((resolve) => {
    signal.addEventListener('abort', () => resolve(begun))
    source.addEventListener('open', () => {
      begun = true
      tell({ line: 'live' })
    })
    source.addEventListener('changed', ({ data }: MessageEvent<string>) => tell({ data }))
    source.addEventListener('error', () => {
      tell({ line: 'lost' })
      resolve(begun)
    })
  }).finally(() => source.close())
}
