// Not in the menu: how `verify` finds its marks again, by the same way as every other number.
import type { Board } from '../board.ts'

export const own: Board = {
  id: 'own',
  title: 'Marks',
  description: 'Points of our own, sent to see that points arrive. They are part of no total.',
  panels: [
    {
      id: 'marks',
      title: 'Marks found',
      description: 'By signal.',
      unit: 'count',
      measure: { op: 'marks' },
      draw: 'parts',
      width: 12,
    },
  ],
}
