import type { AutoAnswerRefusal } from '../push/auto-answer.ts'
import type { CallData } from '../push/header-mapping.ts'
import type { Stamp } from '../time.ts'
import type {
  CallEnd,
  CallId,
  Direction,
  DispositionRecord,
  MatchHow,
  Party,
  PickedUp,
  SipStatus,
  TransferKind,
} from './facts.ts'

/** `ringing`: it came in and is not yet answered here. `dialing`: it went out and is not yet answered there. */
export type CallPhase = 'ringing' | 'dialing' | 'connected' | 'ended'

/** One call leg at this desk, as its facts add up. Hold and mute are flags of a connected call, not phases. */
export type Call = {
  readonly id: CallId
  readonly direction: Direction
  readonly line: string
  /** The account of the line; null for calls of the first version. */
  readonly account: string | null
  /** What a dialer said of it. */
  readonly data: CallData | null
  readonly party: Party
  readonly phase: CallPhase
  /** What the INVITE said of being answered by the phone itself. */
  readonly autoAnswer: {
    readonly header: string
    /** Seconds of ringing before. */
    readonly after: number
    readonly refused: AutoAnswerRefusal | null
  } | null
  readonly farRinging: boolean
  readonly earlyMedia: boolean
  readonly held: boolean
  readonly farHeld: boolean
  readonly muted: boolean
  /** The call that this one is in a conference with. */
  readonly conference: CallId | null
  readonly mediaLost: boolean
  readonly startedAt: Stamp
  readonly answeredAt: Stamp | null
  readonly endedAt: Stamp | null
  readonly ended: CallEnd | null
  readonly transfer: {
    readonly how: TransferKind
    readonly to: string
    readonly consult: CallId | null
    readonly state: 'running' | 'failed' | 'done'
    readonly sip: SipStatus | null
  } | null
  /** The colleague whose ringing call this was. Until it is answered it is an outbound try; then it is the caller's. */
  readonly pickedUp: PickedUp | null
  /** The call that this one was dialled from: the customer's call of a consultation. */
  readonly from: CallId | null
  readonly customer: { readonly id: string; readonly name: string; readonly how: MatchHow } | null
  readonly wrapUp: 'none' | 'open' | 'closed'
  readonly disposition: DispositionRecord | null
  readonly notes: string
  /** What the last refused order was, until the next order of that call succeeds. */
  readonly refusedOrder: { readonly order: string; readonly sip: SipStatus | null } | null
}

/** A call that still takes part in signalling. */
export const isLive = (call: Call): boolean => call.phase !== 'ended'

/** A call that was answered counts as handled. */
export const wasHandled = (call: Call): boolean => call.answeredAt !== null

/** A handled call gets a wrap-up; a consultation is part of the call that it was dialled from. */
export const getsWrapUp = (call: Call): boolean => wasHandled(call) && call.from === null

/** A caller that nobody here or elsewhere spoke to, though the agent didn't turn them away. */
export const wasMissed = (call: Call): boolean =>
  call.direction === 'inbound' &&
  call.phase === 'ended' &&
  call.answeredAt === null &&
  call.ended?.cause !== 'answeredElsewhere' &&
  call.ended?.cause !== 'declined'
