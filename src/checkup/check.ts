// A check: which findings it can give, what it does, and that a broken one is a result and no crash.
import { Problem } from '../errors.ts'
import type { Finding, FindingId } from '../survey/finding.ts'
import { within } from '../world/limit.ts'
import type { Patient } from './patient.ts'

export interface Check {
  readonly ids: readonly FindingId[]
  /** Milliseconds; a check that takes longer is reported as such. */
  readonly limit: number
  readonly look: (patient: Patient) => Promise<readonly Finding[]>
}

/** All at once, each within its limit, answered in the order of the list. */
export async function runChecks(
  checks: readonly Check[],
  patient: Patient,
  only: ReadonlySet<FindingId> | null,
): Promise<Finding[]> {
  const wanted = checks.filter(({ ids }) => only === null || ids.some((id) => only.has(id)))
  const results = await Promise.all(wanted.map((check) => result(check, patient)))
  return results.flat().filter(({ id }) => only === null || only.has(id))
}

async function result(check: Check, patient: Patient): Promise<readonly Finding[]> {
  try {
    return (await within(check.limit, check.look(patient))) ?? [late(check)]
  } catch (cause) {
    patient.signal.throwIfAborted()
    return check.ids.slice(0, 1).map((id) => broken(id, cause))
  }
}

function late({ ids, limit }: Check): Finding {
  const text = `This check did not end within ${limit / 1000} seconds.`
  return { id: ids[0] as FindingId, level: 'warning', text, layer: null, fix: null }
}

function broken(id: FindingId, cause: unknown): Finding {
  const text = cause instanceof Error ? cause.message : String(cause)
  const fix = cause instanceof Problem ? (cause.hints.at(-1) ?? null) : null
  return { id, level: 'error', text: `This check could not be made: ${text}`, layer: null, fix }
}
