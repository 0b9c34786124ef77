// What managed settings fix: they cannot be replaced by us, so where they say where the client goes nothing can be proved.
import { isDestination } from './destination.ts'
import { isDirect, isProxy, leadsToTheModel } from './scrub.ts'

export interface Held {
  readonly endpoint: boolean
  readonly api: boolean
  /** Settings that come from the account's server: the client ignores them beside any API address but its own. */
  readonly server: boolean
}

/** With these in managed settings the client drops every endpoint from the layers below. */
const claims = /^OTEL_EXPORTER_OTLP_(?:HEADERS|CERTIFICATE|CLIENT_KEY|CLIENT_CERTIFICATE)$/

/** Names of the variables in all managed layers together, and of those that the server sent. */
export function heldBy(names: readonly string[], fromServer: readonly string[] = []): Held {
  return {
    endpoint: names.some((name) => isDestination(name) || claims.test(name)),
    // A proxy from there carries the model call out of the machine, unless one of our exceptions stands beside it.
    api: names.some(leadsToTheModel) || (names.some(isProxy) && names.filter(isDirect).length > 1),
    server: fromServer.length > 0,
  }
}

export function isHeld({ endpoint, api, server }: Held): boolean {
  return endpoint || api || server
}

/** One sentence for the user. */
export function heldText({ endpoint, api }: Held): string {
  const what =
    endpoint && api
      ? 'the endpoint and the way to the API'
      : endpoint
        ? 'the endpoint'
        : api
          ? 'the way to the API'
          : 'what is exported'
  return `Not provable here: managed settings fix ${what}, and a proof must not go there.`
}
