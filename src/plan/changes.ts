// What changed in which file, as lines for people.

interface Changed {
  readonly path: string
  readonly action: string
  readonly reason: string | null
}

export function changeLines(changes: readonly Changed[]): string {
  return changes
    .map(
      ({ path, action, reason }) =>
        `${action.padEnd(9)}  ${path}${reason === null ? '' : ` (${reason})`}`,
    )
    .join('\n')
}
