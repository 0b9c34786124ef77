// How close one looks at a session: buttons and keys, around the step that is chosen.
import { useState } from 'preact/hooks'

type Span = readonly [number, number]

export interface Zoom {
  readonly ends: Span
  readonly isWhole: boolean
  readonly closer: () => void
  readonly wider: () => void
  readonly all: () => void
  /** Brings a moment into sight. */
  readonly follow: (moment: number) => void
}

export function useCloser(whole: Span, chosen: number | null): Zoom {
  const [zoom, setZoom] = useState<Span | null>(null)
  const ends = zoom ?? whole
  const middle = chosen ?? (ends[0] + ends[1]) / 2
  const scaled = (factor: number) => (): void => setZoom(zoomed(ends, whole, middle, factor))
  const follow = (moment: number): void => {
    if (moment < ends[0] || moment > ends[1]) setZoom(zoomed(ends, whole, moment, 1))
  }
  return {
    ends,
    isWhole: zoom === null,
    closer: scaled(0.5),
    wider: scaled(2),
    all: () => setZoom(null),
    follow,
  }
}

/** Around a moment, never beyond the whole, never closer than ten seconds. */
function zoomed(
  [from, to]: Span,
  [first, last]: Span,
  middle: number,
  factor: number,
): Span | null {
  const length = Math.max(10_000, (to - from) * factor)
  if (length >= last - first) return null
  const start = Math.min(Math.max(first, middle - length / 2), last - length)
  return [start, start + length]
}

export function Closer({ zoom }: { readonly zoom: Zoom }) {
  const { closer, wider, all, isWhole } = zoom
  return (
    <div class="closer" role="group" aria-label="How close">
      <button type="button" class="quiet" onClick={closer} aria-label="Look closer">
        +
      </button>
      <button
        type="button"
        class="quiet"
        onClick={wider}
        disabled={isWhole}
        aria-label="Look at more"
      >
        −
      </button>
      <button type="button" class="quiet" onClick={all} disabled={isWhole}>
        Whole session
      </button>
    </div>
  )
}
