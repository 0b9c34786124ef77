// What must exist for a stack of containers, as plain values: shown, written as compose.yaml, made true.

export const serviceNames = ['collector', 'prometheus', 'loki', 'grafana'] as const
export type ServiceName = (typeof serviceNames)[number]

/** As the engine and compose take them. */
export type ContainerLabels = Readonly<Record<string, string>>

export interface PlannedFile {
  /** Inside the container. */
  readonly path: string
  readonly text: string
  /** Of the owner, the group and everybody, as chmod takes it. */
  readonly mode: number
}

/** A text that is not in the plan, because a plan is shown: whoever makes the container brings it. */
export interface PlannedSecret {
  readonly name: SecretName
  /** Inside the container, readable by its user alone. */
  readonly path: string
}

export type SecretName = 'grafana-password' | 'identity-inner' | 'identity-outer'

export interface PlannedPort {
  /** Of this machine; never all of its addresses. */
  readonly address: string
  readonly host: number
  readonly inside: number
}

export interface Service {
  readonly name: ServiceName
  readonly container: string
  readonly image: string
  /** Arguments to the image's own entry point. */
  readonly command: readonly string[]
  /** Never a secret: whoever may look at a container reads these. */
  readonly environment: Readonly<Record<string, string>>
  readonly files: readonly PlannedFile[]
  readonly secrets: readonly PlannedSecret[]
  readonly volumes: readonly {
    readonly volume: string
    readonly target: string
    /** As `uid:gid`, where the image has no such folder: a new volume would be root's. */
    readonly owner: string | null
  }[]
  readonly ports: readonly PlannedPort[]
  /** As `uid:gid`; null leaves it to the image. */
  readonly user: string | null
  readonly readOnlyRoot: boolean
  /** Folders that are held in memory and gone with the container. */
  readonly tmpfs: readonly string[]
  readonly memoryBytes: number
  readonly pids: number
  readonly dependsOn: readonly ServiceName[]
  /** Asked over HTTP by us, at the published port. */
  readonly health: { readonly port: number; readonly path: string }
  readonly labels: ContainerLabels
  /** Of everything above: another one means that the container has to be made anew. */
  readonly hash: string
}

export interface PlannedVolume {
  readonly name: string
  readonly labels: ContainerLabels
}

export interface Plan {
  readonly stack: string
  readonly network: { readonly name: string; readonly labels: ContainerLabels }
  readonly volumes: readonly PlannedVolume[]
  readonly services: readonly Service[]
}
