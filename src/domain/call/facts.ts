import type { AutoAnswerRefusal } from '../push/auto-answer.ts'
import type { CallData } from '../push/header-mapping.ts'
import type { Stamp } from '../time.ts'

export type CallId = string
export type Direction = 'inbound' | 'outbound'

/** The other party as the network names it. `number` is as it came, never normalised. */
export type Party = {
  readonly number: string
  readonly displayName: string | null
}

/** Why a call ended, in the words of the product. The SIP code stands beside it. */
export const END_CAUSES = [
  'hungUp',
  'cancelled',
  'answeredElsewhere',
  'missed',
  'busy',
  'declined',
  'notFound',
  'noAnswer',
  'unavailable',
  'notAllowed',
  'badNumber',
  'network',
  'server',
  'media',
  'notCompatible',
  'transferred',
  /** What was to be picked up: it rang no more. */
  'gone',
  /** The far end no longer kept the call alive (RFC 4028). */
  'expired',
  'crash',
] as const
export type EndCause = (typeof END_CAUSES)[number]

/** `far` is the other party or the network, `agent` this desk, `system` Offhook itself. */
export type EndedBy = 'agent' | 'far' | 'system'

/** What a refusal, a BYE or a CANCEL says beside its status, in Reason (RFC 3326) or Warning (RFC 3261 §20.43). */
export type Remark = {
  /** `SIP` or `Q.850`, whose code it is; or the server that warns. */
  readonly by: string
  readonly code: number
  readonly text: string
}

export type SipStatus = { readonly code: number; readonly reason: string }

export type TransferKind = 'blind' | 'attended'

/** How a customer came to be on a call: found by number or by a dialer's lead, chosen among several, attached or created by hand. */
export type MatchHow = 'number' | 'lead' | 'chosen' | 'attached' | 'created'

/** The colleague at whose phone a call rang that this desk picked up. */
export type PickedUp = { readonly name: string; readonly extension: string }

export type DispositionRecord = { readonly id: string; readonly label: string }

export type CallEnd = {
  readonly by: EndedBy
  readonly cause: EndCause
  readonly sip: SipStatus | null
  readonly remarks?: readonly Remark[]
  /** Where a redirection (3xx) leads, as it can be dialled. It is never followed unasked. */
  readonly movedTo?: string
}

/** What happened to one call. A fact is never refused; one that doesn't fit the call's state is ignored. */
export type CallFact =
  | {
      readonly kind: 'offered'
      readonly line: string
      /** The account of the line. Calls of the first version have none. */
      readonly account?: string
      readonly party: Party
      /** SIP Call-ID, which finds the call in a PBX's own log. */
      readonly sipCallId: string
      /** Header fields kept for the record: all that the call itself doesn't need. */
      readonly headers: Readonly<Record<string, string>>
      /** It came past the account's server, from somebody whom nobody named. */
      readonly stranger?: boolean
      /** What the headers say by the mapping of that day. With a customer's number the PBX calls them next. */
      readonly data?: CallData
    }
  | {
      readonly kind: 'dialed'
      readonly line: string
      readonly account?: string
      readonly party: Party
      readonly from?: CallId
      /** Calls of the first version have none. */
      readonly sipCallId?: string
      /** A colleague's ringing call was picked up: the party is who calls them, without a number where that isn't told. */
      readonly pickedUp?: PickedUp
    }
  /** Who calls, told with the answer to a pick-up. */
  | { readonly kind: 'partyTold'; readonly party: Party }
  /** The network names somebody else as the other party now: the far end transferred the call. */
  | { readonly kind: 'partyChanged'; readonly party: Party }
  /** The far end rings (180), outbound only. */
  | { readonly kind: 'farRinging' }
  /** Audio before the answer (183 with SDP), outbound only. */
  | { readonly kind: 'earlyMedia' }
  /** The INVITE asked the phone to answer by itself after so many seconds; `refused` is why it rings instead. */
  | {
      readonly kind: 'autoAnswer'
      readonly header: string
      readonly value: string
      readonly after: number
      readonly refused: AutoAnswerRefusal | null
    }
  /** The PBX asked within the call for it to be answered, taken off hold or held (NOTIFY `Event: talk`, `Event: hold`). */
  | { readonly kind: 'farAsked'; readonly what: 'talk' | 'hold' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'held' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'farHeld' }
  | { readonly kind: 'farResumed' }
  | { readonly kind: 'muted' }
  | { readonly kind: 'unmuted' }
  | { readonly kind: 'toneSent'; readonly tone: string }
  /** From now on one talk with another call; who of the two is held hears nothing of it. */
  | { readonly kind: 'conferenceJoined'; readonly with: CallId }
  | { readonly kind: 'conferenceLeft' }
  /** The far end pressed a key (RFC 4733). Known of plain lines only: Chromium plays those of the others and tells nobody. */
  | { readonly kind: 'toneReceived'; readonly tone: string }
  /** An order that the far end or the network refused; the call goes on as it was. */
  | {
      readonly kind: 'orderFailed'
      readonly order: 'hold' | 'resume' | 'sendTone' | 'transfer' | 'answer'
      readonly sip: SipStatus | null
    }
  | {
      readonly kind: 'transferStarted'
      readonly how: TransferKind
      readonly to: string
      /** The consultation call of an attended transfer. */
      readonly consult: CallId | null
    }
  | { readonly kind: 'transferProgress'; readonly sip: SipStatus }
  | { readonly kind: 'transferFailed'; readonly sip: SipStatus | null }
  | { readonly kind: 'transferDone' }
  /** A REFER that the far end sent; Offhook never follows one unasked. */
  | { readonly kind: 'referRefused'; readonly to: string }
  | { readonly kind: 'mediaLost' }
  | { readonly kind: 'mediaRestored' }
  | ({ readonly kind: 'ended' } & CallEnd)
  | {
      readonly kind: 'customerMatched'
      readonly customer: string
      readonly name: string
      readonly how: MatchHow
    }
  | { readonly kind: 'wrapUpOpened' }
  /** The app went away while the wrap-up was open, and came back: the time between isn't counted. */
  | { readonly kind: 'wrapUpSuspended' }
  | { readonly kind: 'wrapUpResumed' }
  | {
      readonly kind: 'wrapUpClosed'
      readonly by: 'agent' | 'timeout'
      readonly disposition: DispositionRecord | null
      readonly notes: string
    }
  /** A later correction of how the call ended; the first wrap-up stays in the journal. */
  | {
      readonly kind: 'dispositionChanged'
      readonly disposition: DispositionRecord | null
      readonly notes: string
    }

export type CallFactKind = CallFact['kind']

/** A fact of one call at its time. Facts of a call are always read in the journal's order, whatever the clocks say. */
export type StampedFact = {
  readonly call: CallId
  readonly at: Stamp
  readonly fact: CallFact
}
