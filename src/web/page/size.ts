// How much room a drawing has, in pixels, as it changes.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { RefObject } from 'preact'

export interface Size {
  readonly width: number
  readonly height: number
  /** One rem. */
  readonly rem: number
}

export function useSize(): readonly [RefObject<HTMLDivElement>, Size] {
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Size>({ width: 0, height: 0, rem: 16 })
  useEffect(() => {
    const node = box.current
    if (node === null) return
    const look = (): void => {
      const { width, height } = node.getBoundingClientRect()
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      setSize({ width: Math.floor(width), height: Math.floor(height), rem })
    }
    const watcher = new ResizeObserver(look)
    watcher.observe(node)
    look()
    return () => watcher.disconnect()
  }, [])
  return [box, size]
}
