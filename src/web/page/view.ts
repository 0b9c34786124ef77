// What every panel is given: where it looks, how it writes times, and what the reader can change.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { View } from './ask.ts'
import type { Labels } from './labels.ts'
import type { State } from './state.ts'
import type { Clock } from './words.ts'

export interface Scene {
  readonly view: View
  readonly clock: Clock
  /** What a number is compared with, in words; null where there is nothing before. */
  readonly before: string | null
  readonly labels: Labels
  readonly go: (change: Partial<State>) => void
}

export const SceneContext = createContext<Scene | null>(null)

export function useScene(): Scene {
  const scene = useContext(SceneContext)
  if (scene === null) throw new Error('A panel stands outside of a board.')
  return scene
}
