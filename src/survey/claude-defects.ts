// Known telemetry defects of Claude Code by version: what users reported, and what to do about it.
import { compareVersions, type Version } from './claude-version.ts'
import type { Level } from './finding.ts'

/** What has to be so for the defect to bite; without it the defect is only a note. */
export type Bite = 'always' | 'print-mode' | 'far-endpoint' | 'labels' | 'managed'

export interface Defect {
  readonly id: string
  readonly from: Version
  /** The first version without it. */
  readonly until: Version
  readonly level: Exclude<Level, 'ok'>
  readonly bites: Bite
  readonly text: string
  /** Threads of anthropics/claude-code. */
  readonly issues: readonly number[]
}

const start: Version = [0, 0, 0]

export const defects: readonly Defect[] = [
  {
    id: 'silent-since-2.0.64',
    from: [2, 0, 64],
    until: [2, 0, 70],
    level: 'error',
    bites: 'always',
    text: 'neither metrics nor events leave it',
    issues: [13803, 14019],
  },
  {
    id: 'print-mode-silent',
    from: [2, 1, 76],
    until: [2, 1, 113],
    level: 'warning',
    bites: 'print-mode',
    text: 'runs with -p, in the Agent SDK and in VS Code are reported to send nothing, while the terminal does',
    issues: [46338, 49948, 35105, 44692],
  },
  {
    id: 'exporters-missing',
    from: [2, 1, 113],
    until: [2, 1, 180],
    level: 'warning',
    bites: 'always',
    text: 'several builds of this range are reported to send nothing at all, without a message',
    issues: [50567, 52353, 71312],
  },
  {
    id: 'metrics-reader-missing',
    from: [2, 1, 126],
    until: [2, 1, 127],
    level: 'error',
    bites: 'always',
    text: 'it never starts its metrics reader: events arrive, metrics do not',
    issues: [56021],
  },
  {
    id: 'labels-missing',
    from: start,
    until: [2, 1, 161],
    level: 'warning',
    bites: 'labels',
    text: 'OTEL_RESOURCE_ATTRIBUTES stay on the resource and are missing on points and events',
    issues: [16537],
  },
  {
    id: 'chunked-requests',
    from: [2, 1, 191],
    until: [2, 1, 212],
    level: 'warning',
    bites: 'far-endpoint',
    text: 'it sends chunked requests, which strict endpoints answer with 411 or 400',
    issues: [72671],
  },
  {
    id: 'double-counting',
    from: start,
    until: [2, 1, 214],
    level: 'note',
    bites: 'always',
    text: 'some tokens and costs are counted twice; fixed in 2.1.214',
    issues: [],
  },
  {
    id: 'managed-not-locked',
    from: start,
    until: [2, 1, 217],
    level: 'note',
    bites: 'managed',
    text: 'an endpoint in managed settings does not yet keep lower layers from redirecting one signal',
    issues: [],
  },
  {
    id: 'projects-decide',
    from: start,
    until: [2, 1, 282],
    level: 'note',
    bites: 'always',
    text: 'settings of any project you open can still turn telemetry on or off and move its destination',
    issues: [],
  },
]

/** Those of this version, worst first. */
export function defectsOf(version: Version): Defect[] {
  const order = { error: 0, warning: 1, note: 2 }
  return defects
    .filter(
      ({ from, until }) =>
        compareVersions(version, from) >= 0 && compareVersions(version, until) < 0,
    )
    .sort((a, b) => order[a.level] - order[b.level])
}
