import type { MediaReport } from '../../contract/media.ts'
import type { LineCheckView } from '../../contract/view.ts'
import type { CallId } from '../../domain/call/facts.ts'
import type { CallMediaKind } from '../../domain/line.ts'
import { type CheckedStep, type StepResult, skipped } from '../../domain/line-check.ts'
import type { DescriptionHandler, Line, LineListener, SignallingPath } from '../sip/line.ts'
import type { Resolver } from '../sip/transport/resolver.ts'
import { echoCall } from './echo-call.ts'
import { type CheckedLine, type PlanParts, planCheck } from './plan.ts'
import { createProbeLine } from './probe-line.ts'
import { runSteps } from './sequence.ts'
import { DEFAULT_CHECK_TIMING, type LineCheckTiming } from './timing.ts'

export type LineCheckParts = {
  /** A line that nobody else uses, which doesn't take the place of the one that works: its instance id is its own. */
  readonly createLine: (
    listener: LineListener,
    descriptionHandler: (call: CallId, path: SignallingPath) => DescriptionHandler,
  ) => Line
  readonly media: {
    readonly descriptionHandler: (
      call: CallId,
      kind: CallMediaKind,
      path: SignallingPath,
    ) => DescriptionHandler
    readonly release: (call: CallId) => void
  }
  readonly stun: PlanParts['stun']
  readonly listensAt: PlanParts['listensAt']
  readonly newCallId: () => CallId
  readonly resolver: Resolver
  /** Whether the agent is on a call, or one rings: the loop call must not come in between. */
  readonly onCall: () => boolean
  /** The check is over: what it registered for this account may have taken another registration's place. */
  readonly over: (checked: CheckedLine) => void
  readonly changed: () => void
  readonly log: LineListener['log']
  /** Epoch ms. */
  readonly now: () => number
  readonly timing?: Partial<LineCheckTiming>
}

export type LineCheck = {
  readonly view: () => LineCheckView | null
  /** Begins a check; one that is running is stopped. `subject` tells the window which form it belongs to. */
  readonly start: (subject: string, checked: CheckedLine) => void
  /** Ends it where it is; resolves when what it registered was taken back. */
  readonly stop: () => Promise<void>
  /** To be called whenever calls may have begun. */
  readonly callsChanged: () => void
  /** Takes what the media window reports of the loop call; false for a call that isn't the check's. */
  readonly mediaReport: (call: CallId | null, report: MediaReport) => boolean
  readonly owns: (call: CallId) => boolean
}

/** `stop` ends the check, `wanted` its loop call alone. */
type Controllers = { readonly stop: AbortController; readonly wanted: AbortController }

/** Checks one line at a time, step by step, without touching the lines that work. */
export function createLineCheck(parts: LineCheckParts): LineCheck {
  const timing = { ...DEFAULT_CHECK_TIMING, ...parts.timing }
  const hearing = new Map<CallId, (report: MediaReport) => void>()
  let shown: LineCheckView | null = null
  let running: Controllers | null = null
  let finished = Promise.resolve()

  const echo =
    (probe: ReturnType<typeof createProbeLine>, number: string, wanted: AbortSignal) =>
    async (signal: AbortSignal): Promise<StepResult> => {
      if (parts.onCall()) return skipped('onACall')
      const call = parts.newCallId()
      try {
        return await echoCall(
          {
            call,
            number,
            probe,
            timing,
            wanted,
            onStats: (of, hear) => {
              hearing.set(of, (report) => {
                if (report.kind === 'stats') hear(report)
              })
              return () => hearing.delete(of)
            },
          },
          signal,
        )
      } finally {
        parts.media.release(call)
      }
    }

  const run = async (subject: string, checked: CheckedLine, { stop, wanted }: Controllers): Promise<void> => {
    const show = (state: LineCheckView['state'], steps: readonly CheckedStep[]): void => {
      // The next check may have begun while this one still hangs up.
      if (running?.stop !== stop) return
      shown = { subject, state, steps }
      parts.changed()
    }
    const probe = createProbeLine({
      account: checked.account,
      password: checked.password,
      createLine: (listener) =>
        parts.createLine(listener, (call, path) => parts.media.descriptionHandler(call, checked.media, path)),
      log: parts.log,
    })
    const plan = planCheck({
      checked,
      probe,
      resolver: parts.resolver,
      echo: echo(probe, checked.echoNumber, wanted.signal),
      stun: parts.stun,
      listensAt: parts.listensAt,
      now: parts.now,
      timing,
    })
    let steps: readonly CheckedStep[] = []
    const report = (next: readonly CheckedStep[]): void => {
      steps = next
      show('running', next)
    }
    try {
      await runSteps(plan, report, stop.signal)
    } finally {
      await probe.close()
      parts.over(checked)
      show('done', steps)
    }
  }

  return {
    view: () => shown,
    start: (subject, checked) => {
      running?.stop.abort()
      const controllers = { stop: new AbortController(), wanted: new AbortController() }
      running = controllers
      finished = run(subject, checked, controllers).catch((error: unknown) =>
        parts.log('warn', `line check: ${String(error)}`),
      )
    },
    stop: async () => {
      running?.stop.abort()
      await finished
    },
    callsChanged: () => {
      if (parts.onCall()) running?.wanted.abort()
    },
    owns: (call) => hearing.has(call),
    mediaReport: (call, report) => {
      const hear = call === null ? undefined : hearing.get(call)
      hear?.(report)
      return hear !== undefined
    },
  }
}
