// A report fit for a bug report: versions, findings and every telemetry variable with its layer, secrets and names removed.
import { isSecret } from '../env/variables.ts'
import { findingText } from '../survey/findings-text.ts'
import { lookAtClaude } from '../survey/claude.ts'
import { spell } from '../survey/claude-version.ts'
import type { Finding } from '../survey/finding.ts'
import { shown } from '../survey/layers-names.ts'
import { called } from '../survey/layers-layer.ts'
import { programVersion } from '../world/assets.ts'
import { systemName } from '../world/surroundings.ts'
import type { Patient } from './patient.ts'

export async function report(patient: Patient, findings: readonly Finding[]): Promise<string> {
  const claude = await lookAtClaude(patient.around)
  const variables = Object.entries(claude.effective).map(([name, { value, layer }]) => {
    const said = value === null ? '(not set)' : isSecret(name) ? '(secret)' : shown(name, value)
    return `  ${name}=${said}  (${layer === null ? 'nobody' : called(layer)})`
  })
  const lines = [
    `claude-telemetry ${await programVersion()}`,
    systemName(),
    `Claude Code ${claude.version === null ? 'unknown' : spell(claude.version)}`,
    `engine ${patient.config?.engine ?? 'none'}, protocol ${patient.config?.protocol ?? 'none'}`,
    '',
    'Variables that Claude Code sees:',
    ...(variables.length === 0 ? ['  none'] : variables),
    '',
    'Findings:',
    ...findings.map((finding) => findingText(finding)),
  ]
  return anonymous(lines.join('\n'), patient)
}

/** The name of the user is in most paths. */
function anonymous(text: string, { around }: Patient): string {
  const user = /[^/\\]+$/.exec(around.home)?.[0] ?? ''
  const tilde = text.replaceAll(around.home, '~')
  return user.length < 3 || user === 'root' ? tilde : tilde.replaceAll(user, '(user)')
}
