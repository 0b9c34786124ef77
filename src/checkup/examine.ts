// Gathers what is known of this set-up for the checks; what cannot be read becomes a finding later, not a crash here.
import { addressOf, variablesFor } from '../env/variables.ts'
import { headersOf } from '../state/headers.ts'
import { readReceipt } from '../state/receipt.ts'
import { settle } from '../state/settle.ts'
import { wishOf } from '../state/wish.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'
import type { Patient } from './patient.ts'

export type Visit = Pick<Patient, 'own' | 'probe' | 'signal'>

export async function examine(
  places: Places,
  around: Surroundings,
  visit: Visit,
): Promise<Patient> {
  const known = await settle(places, around).catch(() => null)
  const receipt = await readReceipt(places).catch(() => null)
  // An address that only comes from a variable is one that the user means, too.
  const config =
    known === null || (!known.saved && known.settings.endpoint.value === null)
      ? null
      : await wishOf(places, known.settings)
  const headers =
    config === null ? {} : await headersOf(config, { places, around }).catch(() => ({}))
  return {
    ...visit,
    around,
    places,
    config,
    headers,
    address: config === null ? null : addressOf(config),
    variables: config === null ? [] : variablesFor(config, headers),
    made:
      receipt === null
        ? null
        : {
            placed: receipt.placed,
            connected: receipt.placements.some(({ kind }) => kind === 'settings'),
          },
  }
}
