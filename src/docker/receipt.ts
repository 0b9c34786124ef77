// What was really made of a plan, with the engine's own numbers: kept, so that the same images are used from then on.

export interface MadeService {
  readonly container: string
  readonly id: string
  readonly hash: string
  readonly image: {
    /** As the plan names it. */
    readonly planned: string
    readonly id: string
    /** repository@sha256:…; null for an image that came from no registry. */
    readonly digest: string | null
  }
}

export interface DockerReceipt {
  readonly stack: string
  readonly owner: string
  readonly network: { readonly name: string; readonly id: string }
  readonly volumes: readonly string[]
  /** By the name of the service. */
  readonly services: Readonly<Record<string, MadeService>>
}
