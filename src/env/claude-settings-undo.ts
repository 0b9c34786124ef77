// Our variables taken back out of a settings.json that somebody else has changed since.
import { keptOthers } from './claude-settings-check.ts'
import { type Fresh, spliced, type Splice, withdrawn } from './claude-settings-edit.ts'
import { envOf, type Place, rootOf } from './claude-settings-tree.ts'
import {
  heldVariables,
  isBlank,
  replaced,
  type SettingsChange,
  type SettingsOptions,
  withMembers,
  withoutNames,
} from './claude-settings.ts'

export interface PlacedBefore {
  readonly changes: readonly SettingsChange[]
  readonly createdEnv: boolean
}

/** A variable that no longer holds what we wrote: it stays as it is. */
export interface LeftVariable {
  readonly name: string
  readonly held: string | null
}

export interface TakenBack {
  readonly text: string
  readonly restored: readonly string[]
  readonly left: readonly LeftVariable[]
}

export function takeBack(text: string, placed: PlacedBefore, options: SettingsOptions): TakenBack {
  const { path } = options
  const names = placed.changes.map((change) => change.name)
  const held = heldVariables(text, names, path)
  const ours = placed.changes.filter(({ name, after }) => (held.get(name)?.text ?? null) === after)
  const left = placed.changes.flatMap(({ name, before, after }): LeftVariable[] => {
    const now = held.get(name) ?? null
    if ((now?.text ?? null) === after || (now?.json ?? null) === before) return []
    return [{ name, held: now?.text ?? null }]
  })
  if (ours.length === 0 || isBlank(text)) return { text, restored: [], left }
  const result = withoutEmptyEnv(restored(text, ours, path), placed.createdEnv, path)
  keptOthers(text, result, new Set(names), path)
  return { text: result, restored: ours.map((change) => change.name), left }
}

function restored(text: string, ours: readonly SettingsChange[], path: string): string {
  const back = ours.filter(
    (change): change is SettingsChange & { before: string } => change.before !== null,
  )
  const env = envOf(text, rootOf(text, path), path)
  const values = back.flatMap(({ name, before }): Splice[] => {
    const member = env?.place.members.find((one) => one.key === name)
    return member === undefined ? [] : [replaced(member, before)]
  })
  const gone = back
    .filter(({ after }) => after === null)
    .map(({ name, before }): Fresh => [name, before])
  const added = ours.filter((change) => change.before === null).map((change) => change.name)
  return withoutNames(withMembers(spliced(text, values), gone, path), added, path)
}

function withoutEmptyEnv(text: string, createdEnv: boolean, path: string): string {
  const root = rootOf(text, path)
  const env = envOf(text, root, path)
  if (env === null || !isEmpty(text, env.place)) return text
  if (!createdEnv) return tight(text, env.place)
  const result = spliced(text, withdrawn(text, root, new Set([env.member])))
  return tight(result, rootOf(result, path))
}

const isEmpty = (text: string, place: Place): boolean =>
  text.slice(place.open + 1, place.close).trim() === ''

/** An object that we emptied is written {} as the tools write it. */
function tight(text: string, place: Place): string {
  if (!isEmpty(text, place)) return text
  return spliced(text, [{ at: place.open + 1, remove: place.close - place.open - 1, text: '' }])
}

/** Nothing in it: what stays when a file that we created is ours alone. */
export function isEmptySettings(text: string): boolean {
  return isBlank(text) || /^\uFEFF?\s*\{\s*\}\s*$/.test(text)
}
