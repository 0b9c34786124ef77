// Proof that the client exports: run once, against a listener of ours, when that was asked for.
import { type ProbeResult, type Reason } from '../probe/result.ts'
import { type Held, heldBy } from '../probe/held.ts'
import { proveExport } from '../probe/probe.ts'
import { type ClaudeSeen, claudeFindings, lookAtClaude } from '../survey/claude.ts'
import type { Finding, Level } from '../survey/finding.ts'
import { called } from '../survey/layers-layer.ts'
import { configFolderOf } from '../survey/layers.ts'
import type { Check } from './check.ts'
import type { Patient } from './patient.ts'

const id = 'client-exports'

export const exportsCheck: Check = {
  ids: [id],
  limit: 60_000,
  look: async (patient): Promise<Finding[]> => {
    if (!patient.probe) {
      const text =
        'Claude Code was not run. To prove that it exports, it would be run once against a listener of ours.'
      return [{ id, level: 'note', text, layer: null, fix: 'claude-telemetry doctor --probe' }]
    }
    const seen = await lookAtClaude(patient.around)
    const client = seen.clients[0]
    if (client === undefined) {
      return [
        {
          id,
          level: 'note',
          text: 'Claude Code was not found, so it could not be run.',
          layer: null,
          fix: null,
        },
      ]
    }
    const { around, signal } = patient
    const config = configFolderOf(around)
    const result = await proveExport({
      client: client.path,
      around,
      config,
      project: around.cwd,
      held: heldIn(seen),
      signal,
    })
    return findingsOf(result, seen, patient)
  },
}

function heldIn({ layers }: ClaudeSeen): Held {
  const managed = layers.filter(({ name, state }) => name === 'managed' && state === 'read')
  const names = (some: typeof managed): string[] => some.flatMap(({ env }) => Object.keys(env))
  return heldBy(names(managed), names(managed.filter(({ source }) => source === 'server')))
}

function findingsOf(result: ProbeResult, seen: ClaudeSeen, patient: Patient): Finding[] {
  const { provable, metrics, logs, reasons, debugLines } = result
  if (provable && metrics === true && logs === true) {
    const text = 'Claude Code was run once against a listener of ours: metrics and events arrived.'
    return [{ id, level: 'ok', text, layer: null, fix: null }]
  }
  // Silence is a fault only where somebody wants to hear something.
  const level: Level = provable ? (patient.made?.connected === true ? 'error' : 'warning') : 'note'
  const mends = claudeFindings(seen, {
    endpoint: patient.address,
    variables: patient.variables,
    connected: patient.made?.connected ?? false,
  })
  const said = debugLines.find((line) => /fail|unknown|invalid|unsupported/i.test(line))
  const quote = said === undefined ? '' : ` The client's own words: ${withoutTime(said)}`
  return reasons.map((reason, at) => ({
    id,
    level,
    text: `${provable ? 'Run once against a listener of ours: ' : ''}${reason.text}${at === 0 ? quote : ''}`,
    layer: layerOf(reason, seen),
    fix: mends.find((one) => one.id === reason.id && one.fix !== null)?.fix ?? null,
  }))
}

function withoutTime(line: string): string {
  return line.replace(/^\S+Z (?:\[\w+\] )?/, '')
}

/** Where the first variable that the reason is about comes from. */
function layerOf({ variables }: Reason, { effective }: ClaudeSeen): string | null {
  for (const name of variables) {
    const layer = effective[name]?.layer ?? null
    if (layer !== null) return called(layer)
  }
  return null
}
