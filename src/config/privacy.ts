// What may be stored of people and their words, as it follows from the settings.
import type { Content } from '../ledger/content.ts'
import type { Identity, Treatment } from '../ledger/identity.ts'
import type { SettingKey, StackConfig } from './settings.ts'

export const identityKinds = [
  'email',
  'account',
  'organization',
  'host',
] as const satisfies readonly Identity[]
export const treatments = ['keep', 'hash', 'drop'] as const satisfies readonly Treatment[]

/** Whoever asked the client to send it wants to see it; what comes without being asked for is dropped. */
const asked = {
  'log-prompts': 'prompts',
  'log-responses': 'responses',
  'log-tool-details': 'tool-details',
  'log-tool-content': 'tool-content',
} as const satisfies Partial<Record<SettingKey, Content>>

export function contentAskedFor(config: Pick<StackConfig, keyof typeof asked>): Content[] {
  return (Object.keys(asked) as (keyof typeof asked)[])
    .filter((key) => config[key])
    .map((key) => asked[key])
}
