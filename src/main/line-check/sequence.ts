import {
  bad,
  type CheckedStep,
  type CheckStep,
  type FaultReason,
  type StepResult,
  skipped,
} from '../../domain/line-check.ts'

export type PlannedStep = {
  readonly step: CheckStep
  /** Steps that must not have failed for this one to say anything. */
  readonly needs: readonly CheckStep[]
  /** Milliseconds after which it counts as failed, for the reason `late`, whatever it waits for. */
  readonly longest: number
  readonly late: FaultReason
  /** Comes to its end soon after `signal` aborts; what it then gives back isn't looked at. */
  readonly run: (signal: AbortSignal) => Promise<StepResult>
}

/** For a race. */
const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(null)
    else signal.addEventListener('abort', () => resolve(null), { once: true })
  })

async function runStep({ longest, late, run }: PlannedStep, stop: AbortSignal): Promise<StepResult> {
  const patience = AbortSignal.timeout(longest)
  const signal = AbortSignal.any([stop, patience])
  const result = await Promise.race([
    run(signal).catch((error: unknown) => bad('failed', String(error))),
    aborted(signal),
  ])
  if (stop.aborted) return skipped('stopped')
  return patience.aborted || result === null ? bad(late, `${longest / 1000} s`) : result
}

/**
 * Runs the steps one after the other and reports all of them after each change. A step whose needs failed is skipped;
 * so is everything once `stop` aborts.
 */
export async function runSteps(
  plan: readonly PlannedStep[],
  report: (steps: readonly CheckedStep[]) => void,
  stop: AbortSignal,
): Promise<void> {
  const steps = new Map<CheckStep, CheckedStep>(
    plan.map(({ step }) => [step, { step, state: 'waiting', reason: null, detail: '', certificate: null }]),
  )
  const set = (step: CheckStep, result: Omit<CheckedStep, 'step'>): void => {
    steps.set(step, { step, ...result })
    report([...steps.values()])
  }
  const failed = new Set<CheckStep>()
  for (const planned of plan) {
    const { step, needs } = planned
    if (stop.aborted) {
      set(step, skipped('stopped'))
      continue
    }
    if (needs.some((needed) => failed.has(needed))) {
      failed.add(step)
      set(step, skipped('stepBefore'))
      continue
    }
    set(step, { state: 'running', reason: null, detail: '', certificate: null })
    const result = await runStep(planned, stop)
    if (result.state === 'bad') failed.add(step)
    set(step, result)
  }
}
