// All that can be seen of Claude Code on this machine, and what there is to say about it.
import type { Surroundings } from '../world/surroundings.ts'
import { findDesktop, findSdk } from './claude-apps.ts'
import type { Client } from './claude-client.ts'
import { findEditors } from './claude-editors.ts'
import { findClients } from './claude-find.ts'
import { clientFindings, defectFindings, installedFindings } from './claude-findings.ts'
import type { Version } from './claude-version.ts'
import { type Finding, type FindingId, findings } from './finding.ts'
import { type Effective, effective, helperOf } from './layers-effective.ts'
import type { Layer } from './layers-layer.ts'
import { type LayerOptions, lookAtLayers } from './layers.ts'
import { programFound } from './layers-helper.ts'
import { runTraps } from './traps/registry.ts'
import type { Expected, Helper, ShellWords } from './traps/trap.ts'

export interface ClaudeSeen {
  /** What `claude` in a terminal starts, first; others that lie on this machine after it. */
  readonly clients: readonly Client[]
  readonly editors: readonly Client[]
  readonly desktops: readonly Client[]
  readonly sdks: readonly Client[]
  /** Of the first client; null when unknown. */
  readonly version: Version | null
  /** In the order in which they win. Values may be secret. */
  readonly layers: readonly Layer[]
  readonly effective: Effective
  readonly helper: Helper | null
  readonly shell: ShellWords
}

export async function lookAtClaude(
  around: Surroundings,
  options: LayerOptions = {},
): Promise<ClaudeSeen> {
  const [clients, editors, desktops, sdks, layers] = await Promise.all([
    findClients(around),
    findEditors(around),
    findDesktop(around),
    findSdk(around),
    lookAtLayers(around, options),
  ])
  const version = clients[0]?.version ?? null
  const named = helperOf(layers)
  const helper =
    named === null ? null : { ...named, programFound: await programFound(named.command, around) }
  const shell = shellWords(around)
  return {
    clients,
    editors,
    desktops,
    sdks,
    version,
    layers,
    effective: effective(layers, version),
    helper,
    shell,
  }
}

/** A guess that only decides how a fix is spelled. */
function shellWords({ env, platform }: Surroundings): ShellWords {
  const shell = /([^/\\]+?)(?:\.exe)?$/.exec(env['SHELL'] ?? '')?.[1] ?? ''
  if (shell === 'fish') return 'fish'
  if (shell === 'csh' || shell === 'tcsh') return 'csh'
  return shell === 'pwsh' || (platform === 'win32' && shell === '') ? 'powershell' : 'posix'
}

export function claudeFindings(seen: ClaudeSeen, expected: Expected): Finding[] {
  const all = [
    ...installedFindings(seen.clients),
    ...defectFindings(seen, expected),
    ...runTraps({ ...seen, expected }),
    ...clientFindings(seen),
  ]
  const order = Object.keys(findings) as FindingId[]
  return all.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
}
