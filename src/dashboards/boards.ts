// Every board, in the order of the menu.
import type { Board, Panel } from './board.ts'
import { api } from './boards/api.ts'
import { cost } from './boards/cost.ts'
import { overview } from './boards/overview.ts'
import { session, sessions } from './boards/sessions.ts'
import { tools } from './boards/tool-calls.ts'

export const boards: readonly Board[] = [overview, cost, sessions, session, tools, api]

export function panelOf(board: string, panel: string): Panel | null {
  const found = boards.find(({ id }) => id === board)
  return found?.panels.find(({ id }) => id === panel) ?? null
}
