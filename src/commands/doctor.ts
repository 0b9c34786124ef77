// `doctor`: every known reason why nothing arrives, checked, named with its layer, and how to mend it.
import { type Call, type Verb, switchOption } from '../call.ts'
import { runChecks } from '../checkup/check.ts'
import { checks } from '../checkup/checks.ts'
import { examine } from '../checkup/examine.ts'
import { report } from '../checkup/report.ts'
import { Problem } from '../errors.ts'
import { findingsText } from '../survey/findings-text.ts'
import { table } from '../plan/table.ts'
import { type Finding, type FindingId, findings, pageOf } from '../survey/finding.ts'
import type { Answer } from '../talk.ts'
import { inOwnName } from '../world/own-name.ts'

export const doctor: Verb = async (call) => {
  if (switchOption(call, 'list')) return list(call)
  const only = chosen(call.options['only'])
  const probe =
    switchOption(call, 'probe') ||
    only?.has('client-exports') === true ||
    (await wantsProbe(call, only))
  const patient = await examine(call.places, call.around, {
    own: call.own,
    probe,
    signal: call.signal,
  })
  call.talk.step({ id: 'checks', state: 'started', text: 'Looking' })
  const found = (await runChecks(checks, patient, only)).map((finding) =>
    typable(finding, call.own),
  )
  const full = switchOption(call, 'full') ? await report(patient, found) : null
  const errors = found.some(({ level }) => level === 'error')
  return {
    data: { findings: found.map(drawn), ...(full !== null && { report: full }) },
    text: full ?? findingsText(found, only !== null || call.talk.verbose),
    outcome: errors ? 'unhealthy' : 'done',
  }
}

function drawn(finding: Finding): Finding & { page: string } {
  return { ...finding, page: pageOf(finding.id) }
}

/** A fix is typed as it stands, whatever the PATH. */
function typable(finding: Finding, own: string): Finding {
  return { ...finding, fix: finding.fix === null ? null : inOwnName(finding.fix, own) }
}

function list({ talk }: Call): Answer {
  const rows = (Object.keys(findings) as FindingId[]).map((id) => ({
    id,
    title: findings[id],
    page: pageOf(id),
  }))
  const text = table(
    ['ID', 'LOOKS WHETHER'],
    rows.map(({ id, title }) => [id, title]),
    talk.columns,
  )
  return { data: { findings: rows }, text }
}

function chosen(option: Call['options'][string]): ReadonlySet<FindingId> | null {
  if (!Array.isArray(option)) return null
  const names = (option as readonly string[])
    .flatMap((text) => text.split(','))
    .filter((text) => text !== '')
  for (const name of names) if (!Object.hasOwn(findings, name)) throw unknown(name)
  return new Set(names as FindingId[])
}

function unknown(name: string): Problem {
  return new Problem('unknown-finding', `There is no check called ${JSON.stringify(name)}.`, {
    hints: ['claude-telemetry doctor --list'],
  })
}

async function wantsProbe({ talk }: Call, only: ReadonlySet<FindingId> | null): Promise<boolean> {
  if (!talk.canAsk || only !== null) return false
  return talk.confirm(
    'Run Claude Code once against a listener of ours, to prove that it exports? No model is called.',
    true,
  )
}
