// One client of Claude Code as it was found on the disk.
import type { Version } from './claude-version.ts'

export type ClientKind = 'terminal' | 'vscode' | 'desktop' | 'sdk'

export interface Client {
  readonly kind: ClientKind
  /** Where it was found, as the user would type it. */
  readonly path: string
  /** Behind links; the same as `path` when there is none. */
  readonly realPath: string
  readonly version: Version | null
  /** What the user calls it: Claude Code, VS Code, Cursor, Agent SDK … */
  readonly product: string
  /** Why the version is unknown; null when it is known. */
  readonly trouble: string | null
}
