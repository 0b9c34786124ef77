// Rows of the one table that a run prints, and the sums behind their figures.

/** `broken` is true where the limit does not hold; a row without a limit only informs. */
export function line(what, figure, limit = '', broken = false) {
  return { what, figure, limit, broken }
}

export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

export function median(values) {
  return quantile(values, 0.5)
}

export function mebi(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`
}

export function print(lines) {
  const width = (of) => Math.max(...lines.map((one) => one[of].length))
  const [what, figure, limit] = ['what', 'figure', 'limit'].map(width)
  for (const one of lines) {
    const cells = [one.what.padEnd(what), one.figure.padStart(figure), one.limit.padStart(limit)]
    process.stdout.write(`${cells.join('  ')}  ${one.broken ? 'BROKEN' : ''}`.trimEnd() + '\n')
  }
}
