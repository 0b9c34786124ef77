// The part of Grafana's dashboard JSON that we write (schema 41, read by 11 to 13). Our own types: those that
// Grafana publishes are enums, which have to be imported as values and so would have to be shipped.

export interface Source {
  readonly type: 'prometheus' | 'loki'
  readonly uid: string
}

export interface Target {
  readonly refId: string
  readonly datasource: Source
  readonly expr: string
  readonly legendFormat: string
  readonly editorMode: 'code'
  readonly instant?: boolean
  readonly range?: boolean
  readonly queryType?: 'instant' | 'range'
}

export interface GridPos {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export interface FieldConfig {
  readonly defaults: {
    readonly unit: string
    readonly decimals?: number
    readonly min?: number
    readonly noValue?: string
    readonly color: Color
    readonly thresholds?: {
      readonly mode: 'absolute'
      readonly steps: readonly { readonly color: string; readonly value: number | null }[]
    }
    readonly custom?: Readonly<Record<string, unknown>>
  }
  readonly overrides: readonly Override[]
}

export type Color =
  | { readonly mode: 'fixed'; readonly fixedColor: string }
  | { readonly mode: 'thresholds' | 'palette-classic-by-name' }

export interface Override {
  readonly matcher: { readonly id: 'byName' | 'byFrameRefID'; readonly options: string }
  readonly properties: readonly { readonly id: string; readonly value: unknown }[]
}

export interface GrafanaPanel {
  readonly id: number
  readonly type: 'stat' | 'timeseries' | 'bargauge'
  /** Whose options these are: without it, Grafana takes them for very old ones and changes them. */
  readonly pluginVersion: '12.0.0'
  readonly title: string
  readonly description: string
  readonly datasource: Source
  readonly gridPos: GridPos
  readonly targets: readonly Target[]
  readonly fieldConfig: FieldConfig
  readonly options: Readonly<Record<string, unknown>>
  /** Shortest bar. */
  readonly interval?: string
  readonly maxDataPoints?: number
}

export interface GrafanaRow {
  readonly id: number
  readonly type: 'row'
  readonly title: string
  readonly collapsed: false
  readonly gridPos: GridPos
  readonly panels: readonly []
}

export interface Variable {
  readonly type: 'datasource' | 'query'
  readonly name: string
  readonly label: string
  readonly description: string
  readonly query: unknown
  readonly refresh: 1 | 2
  readonly regex: string
  readonly multi: boolean
  readonly includeAll: boolean
  readonly allValue?: string
  readonly datasource?: Source
  readonly definition?: string
  readonly sort?: number
  readonly current: { readonly text?: readonly string[]; readonly value?: readonly string[] }
  readonly options: readonly []
  /** Shown, with its name. */
  readonly hide: 0
}

export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly tags: readonly string[]
  readonly schemaVersion: 41
  readonly editable: true
  readonly graphTooltip: 1
  readonly timezone: 'browser'
  readonly refresh: string
  readonly time: { readonly from: string; readonly to: 'now' }
  readonly links: readonly unknown[]
  readonly templating: { readonly list: readonly Variable[] }
  readonly annotations: { readonly list: readonly [] }
  readonly panels: readonly (GrafanaPanel | GrafanaRow)[]
}
