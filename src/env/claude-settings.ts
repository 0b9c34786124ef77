// Variables put into the "env" object of Claude Code's settings.json and taken back, every other byte kept.
import type { EnvChange } from './change.ts'
import { keptOthers } from './claude-settings-check.ts'
import {
  eolOf,
  type Fresh,
  inner,
  inserted,
  objectText,
  type Splice,
  spliced,
  type Style,
  styleOf,
  withdrawn,
} from './claude-settings-edit.ts'
import { envOf, type Member, only, type Place, rootOf, spoken } from './claude-settings-tree.ts'

export interface SettingsOptions {
  /** Named in problems. */
  readonly path: string
}

/** One variable of ours: `before` is the JSON text that stood there, null when nothing did; `after` null means removed. */
export interface SettingsChange {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/** A name of ours that already has another value. */
export interface SettingsConflict {
  readonly name: string
  readonly held: string
  readonly wanted: string | null
}

export interface PlacedVariables {
  readonly text: string
  readonly changes: readonly SettingsChange[]
  readonly conflicts: readonly SettingsConflict[]
  /** The "env" object is ours: it goes when it is empty again. */
  readonly createdEnv: boolean
}

export function placeVariables(
  text: string | null,
  wanted: EnvChange,
  options: SettingsOptions,
): PlacedVariables {
  if (text === null || isBlank(text)) return fresh(text ?? '', wanted)
  const { path } = options
  const cleared = withoutNames(
    text,
    wanted.filter((entry) => entry.value === null).map((entry) => entry.name),
    path,
  )
  const root = rootOf(cleared, path)
  const env = envOf(cleared, root, path)
  const { splices, missing } = sorted(cleared, env?.place ?? null, wanted, path)
  const outer = styleOf(cleared, root, null)
  const added =
    env === null
      ? withEnv(cleared, root, missing, outer)
      : inEnv(cleared, env.place, missing, outer)
  const result = spliced(cleared, [...splices, ...added])
  keptOthers(text, result, new Set(wanted.map((entry) => entry.name)), path)
  return {
    text: result,
    ...compared(text, wanted, path),
    createdEnv: env === null && missing.length > 0,
  }
}

export const isBlank = (text: string): boolean => text.replace(/^\uFEFF/, '').trim() === ''

function fresh(text: string, wanted: EnvChange): PlacedVariables {
  const eol = eolOf(text)
  const style: Style = { lead: `${eol}  `, colon: ': ', step: '  ', eol }
  const set = wanted.flatMap((entry): Fresh[] =>
    entry.value === null ? [] : [[entry.name, JSON.stringify(entry.value)]],
  )
  const changes = set.map(([name, json]) => ({
    name,
    before: null,
    after: JSON.parse(json) as string,
  }))
  if (set.length === 0) return { text, changes, conflicts: [], createdEnv: false }
  const body = objectText([['env', objectText(set, inner(style))]], style)
  return {
    text: (text.startsWith('\uFEFF') ? '\uFEFF' : '') + body + eol,
    changes,
    conflicts: [],
    createdEnv: true,
  }
}

function compared(
  text: string,
  wanted: EnvChange,
  path: string,
): Pick<PlacedVariables, 'changes' | 'conflicts'> {
  const held = heldVariables(
    text,
    wanted.map((entry) => entry.name),
    path,
  )
  const changes = wanted.flatMap(({ name, value }): SettingsChange[] => {
    const now = held.get(name)
    return (now?.text ?? null) === value ? [] : [{ name, before: now?.json ?? null, after: value }]
  })
  const conflicts = changes.flatMap(({ name, after }): SettingsConflict[] => {
    const now = held.get(name)
    return now === undefined ? [] : [{ name, held: now.text, wanted: after }]
  })
  return { changes, conflicts }
}

export interface HeldVariable {
  readonly text: string
  readonly json: string
}

/** What the file says for these names: as the client hears it, and as it is written. */
export function heldVariables(
  text: string,
  names: readonly string[],
  path: string,
): Map<string, HeldVariable> {
  const held = new Map<string, HeldVariable>()
  if (isBlank(text)) return held
  const env = envOf(text, rootOf(text, path), path)
  for (const name of names) {
    const value = env === null ? undefined : only(env.place, name, path)?.value
    if (value === undefined) continue
    held.set(name, {
      text: spoken(text, value),
      json: text.slice(value.offset, value.offset + value.length),
    })
  }
  return held
}

function sorted(
  text: string,
  place: Place | null,
  wanted: EnvChange,
  path: string,
): { splices: Splice[]; missing: Fresh[] } {
  const splices: Splice[] = []
  const missing: Fresh[] = []
  for (const { name, value } of wanted) {
    if (value === null) continue
    const member = place === null ? null : only(place, name, path)
    if (member === null) missing.push([name, JSON.stringify(value)])
    else if (spoken(text, member.value) !== value)
      splices.push(replaced(member, JSON.stringify(value)))
  }
  return { splices, missing }
}

export const replaced = (member: Member, json: string): Splice => ({
  at: member.value.offset,
  remove: member.value.length,
  text: json,
})

function inEnv(text: string, place: Place, members: readonly Fresh[], outer: Style): Splice[] {
  return inserted(text, place, members, styleOf(text, place, outer))
}

function withEnv(text: string, root: Place, members: readonly Fresh[], style: Style): Splice[] {
  if (members.length === 0) return []
  return inserted(text, root, [['env', objectText(members, inner(style))]], style)
}

export function withMembers(text: string, members: readonly Fresh[], path: string): string {
  if (members.length === 0) return text
  const root = rootOf(text, path)
  const env = envOf(text, root, path)
  const style = styleOf(text, root, null)
  return spliced(
    text,
    env === null ? withEnv(text, root, members, style) : inEnv(text, env.place, members, style),
  )
}

export function withoutNames(text: string, names: readonly string[], path: string): string {
  const env = envOf(text, rootOf(text, path), path)
  if (env === null || names.length === 0) return text
  const gone = new Set(names.flatMap((name) => only(env.place, name, path) ?? []))
  return spliced(text, withdrawn(text, env.place, gone))
}
