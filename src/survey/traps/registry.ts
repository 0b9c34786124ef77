// All traps, run in the catalogue's order; one that breaks is a finding of its own, not a crash.
import { type Finding, type FindingId, findings } from '../finding.ts'
import { userBeatsShell } from './beaten.ts'
import { contentOn } from './content.ts'
import { endpointElsewhere } from './elsewhere.ts'
import { telemetryEnabled } from './enabled.ts'
import { endpointPath, endpointScheme } from './endpoints.ts'
import { exporterUnset, exporterWord } from './exporters.ts'
import { headersForm } from './headers.ts'
import { headersHelper } from './headers-program.ts'
import { managedSettings } from './managed.ts'
import { projectIgnored, projectOff } from './projects.ts'
import { protocolSignal } from './protocol-signal.ts'
import { protocolWord } from './protocol.ts'
import { resourceAttributes } from './resource-attributes.ts'
import { settingsFile } from './settings-file.ts'
import { endpointSignal } from './signal-endpoint.ts'
import type { Trap, TrapFacts } from './trap.ts'
import { optOutIdle, sessionId, temporality } from './words.ts'

export const traps: Readonly<Partial<Record<FindingId, Trap>>> = {
  'settings-file': settingsFile,
  'telemetry-enabled': telemetryEnabled,
  'exporter-unset': exporterUnset,
  'exporter-word': exporterWord,
  'protocol-word': protocolWord,
  'protocol-signal': protocolSignal,
  'endpoint-scheme': endpointScheme,
  'endpoint-path': endpointPath,
  'endpoint-signal': endpointSignal,
  'endpoint-elsewhere': endpointElsewhere,
  'project-ignored': projectIgnored,
  'project-off': projectOff,
  'user-beats-shell': userBeatsShell,
  'headers-form': headersForm,
  'headers-helper': headersHelper,
  'resource-attributes': resourceAttributes,
  'opt-out-idle': optOutIdle,
  temporality,
  'session-id': sessionId,
  'content-on': contentOn,
  'managed-settings': managedSettings,
}

export function runTraps(facts: TrapFacts, table = traps): Finding[] {
  const ids = Object.keys(findings) as FindingId[]
  return ids.flatMap((id) => {
    const trap = table[id]
    return trap === undefined ? [] : runOne(id, trap, facts)
  })
}

/** The cause is kept out of the text: it might quote a value. */
function runOne(id: FindingId, trap: Trap, facts: TrapFacts): Finding[] {
  try {
    return trap(facts)
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : typeof cause
    const text = `This check broke (${name}), so nothing is known here. That is our fault, not yours.`
    return [{ id, level: 'warning', text, layer: null, fix: 'claude-telemetry doctor --full' }]
  }
}
