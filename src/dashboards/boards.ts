// Every board, in the order of the menu.
import type { Board } from './board.ts'
import { api } from './boards/api.ts'
import { cost } from './boards/cost.ts'
import { own } from './boards/own.ts'
import { overview } from './boards/overview.ts'
import { session } from './boards/session.ts'
import { sessions } from './boards/sessions.ts'
import { tools } from './boards/tool-calls.ts'

export const boards: readonly Board[] = [overview, cost, sessions, session, tools, api]

export function boardOf(id: string): Board | null {
  return [...boards, own].find((board) => board.id === id) ?? null
}
