// The answer of one panel, kept up to date. What was shown stays until the new is there: no flicker.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Panel } from '../../dashboards/board.ts'
import { type PanelSaid, type View, askPanel } from './ask.ts'
import { pause, pauseAfter } from './patience.ts'

export interface Shown {
  readonly said: PanelSaid | null
  /** The one that the answer is for. */
  readonly view: View | null
  readonly fault: string | null
}

interface Flight {
  readonly ender: AbortController
  readonly subject: string
}

export function useAnswer(panel: Panel, view: View, tick: number): Shown {
  const [shown, setShown] = useState<Shown>({ said: null, view: null, fault: null })
  const flight = useRef<Flight | null>(null)
  const next = useRef<View | null>(null)
  useEffect(() => {
    const subject = subjectOf(view)
    next.current = view
    // News while an answer is on its way wait for it: else a slow panel would be asked for ever and never answer.
    if (flight.current?.subject === subject) return
    flight.current?.ender.abort()
    const ender = new AbortController()
    flight.current = { ender, subject }
    const show = (said: Shown): void => {
      if (!ender.signal.aborted) setShown(said)
    }
    const fail = (fault: string): void => {
      if (!ender.signal.aborted) setShown((before) => ({ ...before, fault }))
    }
    const ask = async (): Promise<void> => {
      for (let misses = 0; next.current !== null && !ender.signal.aborted;) {
        const asked: View = next.current
        next.current = null
        const isGone = await askPanel(panel, asked, ender.signal).then(
          (said) => void show({ said, view: asked, fault: null }),
          (cause: unknown) => {
            fail(faultOf(cause))
            return isNobody(cause)
          },
        )
        if (isGone !== true) continue
        // A browser drops what is on its way when the network changes, though this machine is still there.
        await pause(pauseAfter(misses++), ender.signal)
        next.current ??= asked
      }
      if (flight.current?.ender === ender) flight.current = null
    }
    void ask()
  }, [panel, view, tick])
  useEffect(() => () => flight.current?.ender.abort(), [])
  return shown
}

/** All but the range: that one moves on with the clock. */
function subjectOf({ range, ...others }: View): string {
  return JSON.stringify({ ...others, length: range.to - range.from })
}

function isNobody(cause: unknown): boolean {
  return cause instanceof TypeError || !(cause instanceof Error)
}

function faultOf(cause: unknown): string {
  return cause instanceof Error && !isNobody(cause) ? cause.message : 'No answer.'
}
