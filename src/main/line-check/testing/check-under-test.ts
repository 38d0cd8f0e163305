import { randomUUID } from 'node:crypto'
import type { MediaReport } from '../../../contract/media.ts'
import type { CallId } from '../../../domain/call/facts.ts'
import { type CheckedStep, type CheckStep, good, type StepResult } from '../../../domain/line-check.ts'
import { createLine } from '../../sip/create-line.ts'
import type { DescriptionHandler } from '../../sip/line.ts'
import { createFakeDescriptionHandler } from '../../sip/testing/fake-description-handler.ts'
import { TEST_ACCOUNT } from '../../sip/testing/line-under-test.ts'
import { until } from '../../sip/testing/until.ts'
import { type Resolver, systemResolver } from '../../sip/transport/resolver.ts'
import { createLineCheck, type LineCheck } from '../line-check.ts'
import type { CheckedLine } from '../plan.ts'
import type { LineCheckTiming } from '../timing.ts'

type Stats = Extract<MediaReport, { kind: 'stats' }>

const STATS: Stats = {
  kind: 'stats',
  peer: 'p',
  packetsReceived: 0,
  packetsLost: 0,
  packetsDiscarded: 0,
  packetsSent: 0,
  jitterMs: 0,
  roundTripMs: null,
  jitterBufferDelaySeconds: 0,
  jitterBufferEmitted: 0,
  concealedSamples: 0,
  silentConcealedSamples: 0,
  samplesReceived: 0,
  heardEnergy: 0,
  heardSeconds: 1,
  spokenEnergy: 0,
  spokenSeconds: 1,
  codec: 'PCMU',
}

export type CheckUnderTest = {
  readonly check: LineCheck
  readonly start: (
    checked: Partial<CheckedLine['account']>,
    rest?: Partial<Omit<CheckedLine, 'account'>>,
  ) => void
  /** Resolves with all steps once the check is done. */
  readonly done: () => Promise<Readonly<Record<CheckStep, CheckedStep>>>
  readonly state: (step: CheckStep) => string | undefined
  /** The loop call that is under way; waits for it. */
  readonly loopCall: () => Promise<CallId>
  /** Says what the media window measured of it. */
  readonly measure: (call: CallId, stats: Partial<Stats>) => void
  readonly released: readonly CallId[]
  readonly over: readonly string[]
  onCall: boolean
  /** The port for direct calls of a line that works. */
  listensAt: number | null
  stun: (server: string) => StepResult
}

/** A line check with the real line, media that exist in SDP only unless given, and a test's word in place of STUN. */
export function checkUnderTest(
  timing: Partial<LineCheckTiming> = {},
  descriptionHandler: (call: CallId) => DescriptionHandler = () => createFakeDescriptionHandler(),
  resolver: Resolver = systemResolver(),
): CheckUnderTest {
  const calls = new Set<CallId>()
  const released: CallId[] = []
  const over: string[] = []
  const check = createLineCheck({
    createLine: (listener, descriptionHandler) =>
      createLine({
        listener,
        descriptionHandler,
        newCallId: randomUUID,
        instanceId: randomUUID(),
        userAgent: 'Offhook/check',
        resolver,
        timing: { register: 1_000 },
      }),
    media: {
      descriptionHandler: (call) => {
        calls.add(call)
        return descriptionHandler(call)
      },
      release: (call) => released.push(call),
    },
    stun: async (server) => test.stun(server),
    listensAt: (port) => port === test.listensAt,
    newCallId: randomUUID,
    resolver,
    onCall: () => test.onCall,
    over: ({ account }) => over.push(account.user),
    changed: () => {},
    log: () => {},
    now: Date.now,
    timing,
  })
  const test: CheckUnderTest = {
    check,
    released,
    over,
    onCall: false,
    listensAt: null,
    stun: () => good('192.0.2.9'),
    start: (account, rest = {}) =>
      check.start('form', {
        account: { ...TEST_ACCOUNT, server: '', ...account },
        password: 'secret',
        media: { kind: 'webrtc', iceServers: [] },
        echoNumber: '',
        ...rest,
      }),
    done: () =>
      until(() => {
        const view = check.view()
        if (view?.state !== 'done') throw new Error(`not done: ${JSON.stringify(view)}`)
        return Object.fromEntries(view.steps.map((step) => [step.step, step])) as Record<
          CheckStep,
          CheckedStep
        >
      }),
    state: (step) => check.view()?.steps.find((one) => one.step === step)?.state,
    loopCall: () =>
      until(() => {
        const [call] = calls
        if (call === undefined) throw new Error('no loop call')
        return call
      }),
    measure: (call, stats) => {
      check.mediaReport(call, { ...STATS, ...stats })
    },
  }
  return test
}
