// Versions of Claude Code: read out of a line of text, and compared by hand.

export type Version = readonly [number, number, number]

/** The first three-part number in the text, as `claude --version` prints it; null when there is none. */
export function parseVersion(text: string): Version | null {
  const [, major, minor, patch] =
    /(?:^|[^\d.])(\d{1,5})\.(\d{1,5})\.(\d{1,6})(?![\d.]*\.\d)/.exec(text) ?? []
  if (major === undefined || minor === undefined || patch === undefined) return null
  return [Number(major), Number(minor), Number(patch)]
}

/** Negative when the left is older. */
export function compareVersions(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2]
}

export function spell(version: Version): string {
  return version.join('.')
}

/** An unknown version counts as a current one: old rules are the exception. */
export function isBefore(version: Version | null, limit: Version): boolean {
  return version !== null && compareVersions(version, limit) < 0
}
