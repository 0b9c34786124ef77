// The net under every edit: what is not ours must stand in the new text exactly as it stood in the old one.
import { Problem } from '../errors.ts'
import { envOf, isPlain, type Member, type Place, rootOf } from './claude-settings-tree.ts'

/** Throws when an edit lost or bent anything but the members of these names in "env". */
export function keptOthers(
  before: string,
  after: string,
  ours: ReadonlySet<string>,
  path: string,
): void {
  if (isDeepEqual(others(before, ours, path), others(after, ours, path))) return
  throw new Problem(
    'settings-ambiguous',
    `${path} is written in a way that cannot be edited safely. It was left as it is.`,
    {
      hints: ['Format the file as plain JSON, then run the same command again.'],
    },
  )
}

function others(text: string, ours: ReadonlySet<string>, path: string): string[] {
  const root = rootOf(text, path)
  const env = envOf(text, root, path)
  const source = (place: Place, skip: (member: Member) => boolean): string[] =>
    place.members
      .filter((member) => !skip(member))
      .map((member) => text.slice(member.start, member.end))
  const inside = env === null ? [] : source(env.place, (member) => ours.has(member.key))
  return [...source(root, (member) => member.key === 'env'), 'env', ...inside]
}

function isDeepEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index])
}

/** Why the client (2.1.197 to 2.1.329, measured) skips the whole file although we can read it; null when it does not. */
export function skippedByClient(text: string): string | null {
  const bare = text.replace(/^\uFEFF/, '')
  if (bare.trim() === '' || isPlain(bare)) return null
  return 'it holds comments or trailing commas, and Claude Code skips such a file whole without a word'
}
