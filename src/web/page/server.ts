// What the server says of itself. When it falls silent it is asked again, ever more rarely, until it is back.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Board } from '../../dashboards/board.ts'
import { type Status, askBoards, askStatus } from './ask.ts'
import type { Live } from './live.ts'
import { pauseAfter } from './patience.ts'

export interface Server {
  readonly boards: readonly Board[]
  readonly status: Status | null
  /** Why there is no answer; null while there is one. */
  readonly fault: string | null
  /** Grows whenever it was gone and is back: what was missed is asked for anew. */
  readonly returns: number
  readonly tryNow: () => void
}

type Said = Pick<Server, 'boards' | 'status' | 'fault'>

export function useServer({ tick, line }: Live): Server {
  const [said, setSaid] = useState<Said>({ boards: [], status: null, fault: null })
  const [returns, setReturns] = useState(0)
  const [wish, setWish] = useState(0)
  const misses = useRef(0)
  const known = useRef<Said>(said)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    let ended = false
    const tell = (next: Said): void => setSaid((known.current = next))
    const ask = async (): Promise<void> => {
      const next = await asked(known.current.boards)
      if (ended) return
      if (next.fault === null) {
        reloadFor(known.current.status, next.status)
        tell(next)
        if (misses.current > 0) setReturns((before) => before + 1)
        misses.current = 0
        return
      }
      tell({ ...known.current, fault: next.fault })
      timer = setTimeout(() => void ask(), pauseAfter(misses.current++))
    }
    void ask()
    return () => {
      ended = true
      if (timer !== null) clearTimeout(timer)
    }
  }, [tick, line === 'lost', wish])
  const tryNow = useCallback(() => setWish((before) => before + 1), [])
  return { ...said, returns, tryNow }
}

async function asked(known: readonly Board[]): Promise<Said> {
  try {
    const [status, boards] = await Promise.all([
      askStatus(),
      known.length > 0 ? known : askBoards().then((all) => all.boards),
    ])
    return { status, boards, fault: null }
  } catch (cause) {
    // A browser's own words for "nobody is there" differ and help nobody.
    const gone = cause instanceof TypeError
    const fault = gone || !(cause instanceof Error) ? 'The engine does not answer.' : cause.message
    return { status: null, boards: known, fault }
  }
}

/** Another version has taken over: the page that it brought is the one to look at. */
function reloadFor(before: Status | null, now: Status | null): void {
  if (before !== null && now !== null && before.version !== now.version) location.reload()
}
