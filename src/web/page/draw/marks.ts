// A cursor that goes from one mark to the next: mouse, finger and keys move the same one.

/** In pixels; without a height where all of it counts. */
export interface Mark {
  readonly from: number
  readonly to: number
  readonly y?: number
}

interface Wish {
  /** In the order in which keys go through them. */
  readonly places: readonly Mark[]
  readonly at: number | null
  readonly setAt: (at: number | null) => void
  /** Other keys, by name. */
  readonly more?: Readonly<Record<string, () => void>>
}

/** A mark further away than this is not meant. */
const reach = 24

export function markCursor({ places, at, setAt, more = {} }: Wish) {
  const last = places.length - 1
  const onPointerMove = (event: PointerEvent): void => {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect()
    setAt(nearest(places, event.clientX - left, event.clientY - top))
  }
  const keys: Readonly<Record<string, () => void>> = {
    ArrowRight: () => setAt(at === null ? 0 : Math.min(last, at + 1)),
    ArrowLeft: () => setAt(at === null ? last : Math.max(0, at - 1)),
    Home: () => setAt(0),
    End: () => setAt(last),
    Escape: () => setAt(null),
    ...more,
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = keys[event.key]
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  }
  const leave = (): void => setAt(null)
  return { tabIndex: 0, onPointerMove, onPointerLeave: leave, onKeyDown, onBlur: leave }
}

function nearest(places: readonly Mark[], x: number, y: number): number | null {
  let found: number | null = null
  let least = reach
  for (const [place, mark] of places.entries()) {
    const along = Math.max(0, mark.from - x, x - mark.to)
    const distance = Math.hypot(along, mark.y === undefined ? 0 : mark.y - y)
    if (distance < least) [found, least] = [place, distance]
  }
  return found
}
