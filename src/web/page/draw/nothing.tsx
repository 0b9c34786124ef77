// Where there is nothing to draw: said, and why it may be so.
import { useScene } from '../view.ts'

export function Nothing() {
  return <p class="none">{useNothing()}</p>
}

export function useNothing(): string {
  const { view } = useScene()
  if (view.session !== null) return 'Nothing in this session'
  return view.where.length > 0 ? 'Nothing with these filters' : 'Nothing in this range'
}
