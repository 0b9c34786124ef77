// Hears that something changed; looks away while nobody looks.
import { useEffect, useRef, useState } from 'preact/hooks'

export type Line = 'live' | 'lost' | 'paused'

export interface Live {
  /** Grows with each change that should be drawn. */
  readonly tick: number
  readonly line: Line
}

export function useLive(): Live {
  const [tick, setTick] = useState(0)
  const [line, setLine] = useState<Line>('paused')
  const last = useRef<string | null>(null)
  useEffect(() => {
    let source: EventSource | null = null
    const open = (): void => {
      source = new EventSource('/api/live')
      source.addEventListener('open', () => setLine('live'))
      source.addEventListener('error', () => setLine('lost'))
      source.addEventListener('changed', ({ data }: MessageEvent<string>) => {
        // The first word after opening is no change, unless something was missed meanwhile.
        if (last.current !== null && last.current !== data) setTick((before) => before + 1)
        last.current = data
      })
    }
    const shut = (): void => {
      source?.close()
      source = null
      setLine('paused')
    }
    const look = (): void => {
      if (document.hidden) shut()
      else if (source === null) open()
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      shut()
    }
  }, [])
  return { tick, line }
}
