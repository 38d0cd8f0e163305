/** The part of vitest's JSON report that is read here. */
export type Report = {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

export type Totals = {
  readonly passed: number
  readonly failed: number
  readonly complaints: readonly string[]
}

export const nothing: Totals = { passed: 0, failed: 0, complaints: [] }

export const add = (one: Totals, other: Totals): Totals => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  complaints: [...one.complaints, ...other.complaints],
})

export const failure = (complaint: string): Totals => ({ passed: 0, failed: 1, complaints: [complaint] })

/**
 * What a report says. A skipped test counts as failed, as does a file that didn't load, and a run that failed outside
 * its tests counts as one failure.
 */
export function totalsOf(project: string, report: Report | undefined, exitCode: number): Totals {
  if (report === undefined)
    return failure(`${project}: vitest ended with code ${exitCode} and without a report`)
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed'),
  )
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  )
  const failed = report.numFailedTests + skipped.length + unloaded.length
  const outside = exitCode !== 0 && failed === 0 ? [`${project}: an error outside the tests`] : []
  return {
    passed: report.numPassedTests,
    failed: failed + outside.length,
    complaints: [
      ...skipped.map((test) => `${project}: skipped: ${test.fullName}`),
      ...unloaded.map((file) => `${project}: failed as a whole: ${file.name}: ${firstLine(file.message)}`),
      ...outside,
    ],
  }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''
