// The closing line of `npm test` must come from the runners' own reports, and must not look green without reason.
import { expect, test } from 'vitest'
import { closingLine, couldNotRun, notExcused, sum, tallyOf } from '../../scripts/tally.mjs'

interface File {
  readonly status: string
  readonly assertionResults: readonly { readonly status: string }[]
}

function report(passed: number, failed: number, pending: number, files: readonly File[]) {
  return {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: 1,
    testResults: files,
  }
}

test('counts of several runners are added up', () => {
  const unit = tallyOf(
    report(10, 1, 0, [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]),
  )
  const real = tallyOf(
    report(5, 0, 2, [{ status: 'passed', assertionResults: [{ status: 'passed' }] }]),
  )
  expect(sum([unit, real])).toEqual({ passed: 15, failed: 1, skipped: 4 })
})

test('a file that cannot be loaded is a failure, although none of its tests failed', () => {
  expect(tallyOf(report(0, 0, 0, [{ status: 'failed', assertionResults: [] }])).failed).toBe(1)
})

test.each([
  [{ passed: 3, failed: 0, skipped: 0 }, '3 passed, 0 failed'],
  [{ passed: 3, failed: 1, skipped: 2 }, '3 passed, 1 failed, 2 skipped'],
])('the closing line of %o', (total, line) => {
  expect(closingLine(total)).toBe(line)
})

test('a missing part is named once, and excused only by name', () => {
  const parts = couldNotRun('fish\tnot there\nfish\tagain\n\nclaude\tno network\n')
  expect([...parts]).toEqual([
    ['fish', 'not there'],
    ['claude', 'no network'],
  ])
  expect(notExcused(parts, { fish: 'no package here' })).toEqual(['claude'])
})
