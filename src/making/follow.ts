// The engine has moved to another port: what Claude Code was told follows it, where it still stands as we wrote it.
import { type EnvChange } from '../env/change.ts'
import { variablesFor } from '../env/variables.ts'
import type { ShellName } from '../env/shells/registry.ts'
import type { Change, Placement } from '../placing/placement.ts'
import { type Proposal, isUnchanged } from '../placing/proposal.ts'
import { propose } from '../placing/propose.ts'
import { headersOf } from '../state/headers.ts'
import { readReceipt } from '../state/receipt.ts'
import { settle } from '../state/settle.ts'
import { wishOf } from '../state/wish.ts'
import { readBytes } from '../world/files.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { placeAll } from './placements.ts'

const endpoint = 'OTEL_EXPORTER_OTLP_ENDPOINT'

export interface Stray {
  readonly path: string
  readonly kind: Placement['kind']
  readonly shell: string | null
  /** Where it sends to, and where it should. */
  readonly told: string
  readonly wanted: string
}

/** Files that were told an address on which the engine does not listen. */
export async function strays(places: Places, around: Surroundings): Promise<Stray[]> {
  const placements = (await readReceipt(places))?.placements ?? []
  if (placements.length === 0) return []
  const { settings } = await settle(places, around)
  const config = await wishOf(places, settings)
  if (config.engine !== 'embedded') return []
  const wanted = variablesFor(config, {}).find(({ name }) => name === endpoint)?.value ?? null
  const found: Stray[] = []
  for (const { kind, shell, path, target } of placements) {
    const told = addressIn((await readBytes(target).catch(() => null))?.toString('utf8') ?? '')
    if (told !== null && wanted !== null && told !== wanted)
      found.push({ path, kind, shell, told, wanted })
  }
  return found
}

/** However the file spells it: the name, a few signs, the address. Another's endpoint is none of our business. */
function addressIn(text: string): string | null {
  return (
    /OTEL_EXPORTER_OTLP_ENDPOINT\\?\W{1,6}(http:\/\/127\.0\.0\.1:\d{1,5})\b/.exec(text)?.[1] ?? null
  )
}

export interface Followed {
  readonly changes: readonly Change[]
  /** Somebody edited them, or they are not ours to edit: whoever reads this has to. */
  readonly left: readonly Stray[]
}

/** The lock must be held. */
export async function follow(places: Places, around: Surroundings, own: string): Promise<Followed> {
  const changes: Change[] = []
  for (const stray of await strays(places, around)) {
    const planned = await mended(stray, { places, around, own })
    if (planned !== null) changes.push(...(await placeAll(places, planned)))
  }
  return { changes, left: await strays(places, around) }
}

type Where = { readonly places: Places; readonly around: Surroundings; readonly own: string }

/** Null unless the address is all that differs from what we would write today. */
async function mended(stray: Stray, where: Where): Promise<readonly Proposal[] | null> {
  if (stray.kind === 'managed') return null
  const asItStands = await proposed(stray, stray.told, where).catch(() => null)
  if (asItStands === null || !asItStands.every(isUnchanged)) return null
  const planned = await proposed(stray, null, where)
  return planned.some(({ conflicts }) => conflicts.length > 0) ? null : planned
}

async function proposed(
  { kind, shell }: Stray,
  told: string | null,
  { places, around, own }: Where,
): Promise<readonly Proposal[]> {
  const { settings } = await settle(places, around)
  const config = await wishOf(places, settings)
  const headers = await headersOf(config, { places, around })
  const wanted = variablesFor(config, headers)
  const variables: EnvChange =
    told === null
      ? wanted
      : wanted.map((one) => (one.name === endpoint ? { ...one, value: told } : one))
  const placements = (await readReceipt(places))?.placements ?? []
  const aim = { to: kind, variables, placements, shell: shell as ShellName | null, out: null }
  return propose({ ...aim, places, own }, around)
}
