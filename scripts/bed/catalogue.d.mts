// Types of the catalogue, for the tests: the catalogue itself must run in a bare Node.
export interface Part {
  readonly kind: 'debian' | 'npm' | 'built' | 'image'
  readonly name: string
  /** Below the folder of the bed; only parts that we bring have it. */
  readonly at?: string
  readonly platform?: string
  /** Name and tag of an image; what lies at `at` is then a file for `docker load`. */
  readonly image?: string
}
export declare const parts: readonly Part[]
export declare const clientVersions: readonly ['2.1.197', '2.1.329']
