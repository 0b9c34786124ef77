// Which labels were seen, asked for when somebody wants to choose one.
import { useCallback, useState } from 'preact/hooks'
import { type SeenLabel, askLabels } from './ask.ts'

export interface Labels {
  /** Null while nobody has asked. */
  readonly seen: readonly SeenLabel[] | null
  readonly refresh: () => void
}

export function useLabels(): Labels {
  const [seen, setSeen] = useState<readonly SeenLabel[] | null>(null)
  const refresh = useCallback(() => {
    askLabels().then(
      ({ labels }) => setSeen(labels),
      // What was known stays; that the engine is gone is said elsewhere.
      () => setSeen((before) => before ?? []),
    )
  }, [])
  return { seen, refresh }
}
