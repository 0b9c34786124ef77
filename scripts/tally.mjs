// Adds up what the test runners wrote down themselves: no number comes from anywhere else.

/** One runner's JSON report → counts. A file that could not even be loaded is one failure. */
export function tallyOf(report) {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

export function sum(tallies) {
  return tallies.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** Lines of part, tab, reason, appended by several processes (test/bed.ts): each part once, its first reason. */
export function couldNotRun(lines) {
  const parts = new Map()
  for (const line of lines.split('\n').filter((each) => each.trim() !== '')) {
    const [part, ...reason] = line.split('\t')
    if (!parts.has(part)) parts.set(part, reason.join(' '))
  }
  return parts
}

/** Parts that are missing although nobody wrote down why that is all right. */
export function notExcused(parts, excuses) {
  return [...parts.keys()].filter((part) => !(part in excuses))
}
