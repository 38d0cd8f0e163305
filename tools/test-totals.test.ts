import { expect, test } from 'vitest'
import { type Report, totalsOf } from './test-totals.ts'

function report(statuses: readonly string[], file = 'passed'): Report {
  const count = (status: string): number => statuses.filter((each) => each === status).length
  return {
    success: count('failed') === 0,
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped'),
    numTodoTests: count('todo'),
    testResults: [
      {
        name: 'a.test.ts',
        status: file,
        message: file === 'failed' ? 'Cannot find module\nat line 1' : '',
        assertionResults: statuses.map((status, index) => ({ status, fullName: `test ${index}` })),
      },
    ],
  }
}

test('passed and failed tests are counted', () => {
  expect(totalsOf('unit', report(['passed', 'failed', 'passed'], 'failed'), 1)).toEqual({
    passed: 2,
    failed: 1,
    complaints: [],
  })
})

test('a skipped or unwritten test counts as failed and is named', () => {
  expect(totalsOf('unit', report(['passed', 'skipped', 'todo']), 0)).toEqual({
    passed: 1,
    failed: 2,
    complaints: ['unit: skipped: test 1', 'unit: skipped: test 2'],
  })
})

test('a file that does not load counts as one failure', () => {
  expect(totalsOf('ui', report([], 'failed'), 1)).toEqual({
    passed: 0,
    failed: 1,
    complaints: ['ui: failed as a whole: a.test.ts: Cannot find module'],
  })
})

test('a run that fails with every test passed, or leaves no report, is a failure', () => {
  expect(totalsOf('e2e', report(['passed']), 1).failed).toBe(1)
  expect(totalsOf('e2e', undefined, 137).failed).toBe(1)
})
