// Rows for people: columns where there is room, a list of pairs below 60 columns.

const narrow = 60

export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number | null,
): string {
  if (columns !== null && columns < narrow)
    return rows.map((row) => listed(heads, row)).join('\n\n')
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  return [heads, ...rows].map((row) => aligned(row, widths)).join('\n')
}

/** The last column is not padded: no line ends in spaces. */
function aligned(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
    .join('  ')
    .trimEnd()
}

function listed(heads: readonly string[], row: readonly string[]): string {
  return row
    .map((cell, at) => (at === 0 ? cell : `  ${(heads[at] ?? '').toLowerCase()}: ${cell}`))
    .join('\n')
}
