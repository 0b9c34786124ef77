// The answer where managed settings forbid a proof: what the client last wrote about its telemetry by itself.
import { debugFacts, type DebugFacts, telemetryLines } from './debug-lines.ts'
import { type Held, heldText } from './held.ts'
import { type OlderLog, olderLog } from './older-log.ts'
import { type Arrival, reasonsFor } from './reason.ts'
import type { ProbeResult, Reason, Signal } from './result.ts'

export async function unprovable(config: string, held: Held): Promise<ProbeResult> {
  return fromLog(await olderLog(config), held)
}

export function fromLog(log: OlderLog | null, held: Held): ProbeResult {
  const facts = log === null ? null : debugFacts(log.text)
  const advice =
    log === null ? ' The client wrote no debug file yet: claude --debug makes one.' : ''
  const managed: Reason = {
    id: 'managed',
    signals: [],
    text: heldText(held) + advice,
    variables: [],
    value: null,
  }
  const further = facts === null ? [] : reasonsIn(facts)
  return {
    provable: false,
    metrics: outcome(facts, 'metrics'),
    logs: outcome(facts, 'logs'),
    reason: managed.text,
    reasons: [managed, ...further],
    debugLines: log === null ? [] : telemetryLines(log.text),
    exitCode: null,
    version: null,
    debugFile: log?.path ?? null,
  }
}

function outcome(facts: DebugFacts | null, signal: Signal): boolean | null {
  if (facts === null) return null
  if (facts.enabled === false || facts.initFailure !== null) return false
  const said = facts.exports[signal]
  return said === null ? null : said === 'success'
}

/** A file that says nothing of a signal is no reason: older clients do not tell of success. */
function reasonsIn(debug: DebugFacts): Reason[] {
  const arrivals = (signal: Signal): Arrival[] =>
    debug.exports[signal] === 'success' ? ['meant'] : []
  const seen = { debug, arrivals: { metrics: arrivals('metrics'), logs: arrivals('logs') } }
  const nothing = {
    timedOut: false,
    exitCode: 0,
    fault: null,
    asked: true,
    complaint: null,
    refusedSettings: null,
  }
  return reasonsFor({ ...seen, ...nothing }).filter(({ id }) => id !== 'unknown')
}
