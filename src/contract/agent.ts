import { z } from 'zod'
import type { CallRefusal, DialRefusal } from '../domain/call/decide.ts'
import type { Durations } from '../domain/call/durations.ts'
import type { CallFact, CallId, Direction, EndCause } from '../domain/call/facts.ts'
import { MOST_COLLEAGUES } from '../domain/colleague/colleague.ts'
import type { Customer, CustomerSummary } from '../domain/customer/customer.ts'
import type { WrapUpRefusal } from '../domain/disposition/disposition.ts'
import { MAPPING_TARGETS } from '../domain/push/header-mapping.ts'
import type { Result } from '../domain/result.ts'
import type { TracedMessage } from '../domain/sip-message.ts'
import { type AccountSaved, accountSettings, type CheckBegun } from './account.ts'
import { command, reply } from './boundary.ts'
import { type CrmCard, crmCommands, outboxCommands } from './crm.ts'
import type { Preset } from './preset.ts'
import type { View } from './view.ts'

/** The command is on its way; what becomes of it shows in the next view. */
type Ordered<Reason> = Result<null, Reason>

const call = z.object({ call: z.string().min(1).max(64) })
const text = (max: number) => z.string().max(max)
const id = text(200).min(1)

const numberDraft = z.object({ label: text(40), raw: text(80).min(1) })
const customerDraft = z.object({
  id: id.nullable(),
  name: text(200).min(1),
  company: text(200),
  email: text(200),
  city: text(200),
  country: text(2),
  notes: text(20_000),
  numbers: z.array(numberDraft).max(50),
  fields: z.array(z.object({ label: text(100), value: text(5_000) })).max(100),
})

const disposition = z.object({
  id: text(60).min(1),
  label: text(60).min(1),
  directions: z.array(z.enum(['inbound', 'outbound'])).min(1),
  requiresNote: z.boolean(),
})

/** What a header of a dialer's call means. */
export const headerRule = z.object({
  id,
  header: text(100).min(1),
  part: text(100),
  to: z.enum(MAPPING_TARGETS),
  label: text(100),
})

/** A colleague whose phone is watched. */
export const colleague = z.object({
  id,
  name: text(60).min(1),
  extension: text(64).min(1),
  line: id.nullable(),
})

export type HistoryRow = {
  readonly id: CallId
  readonly direction: Direction
  /** Epoch ms. */
  readonly startedAt: number
  readonly party: { readonly number: string; readonly displayName: string | null }
  readonly customer: { readonly id: string; readonly name: string } | null
  readonly cause: EndCause | null
  readonly durations: Durations
  readonly disposition: string | null
  readonly notes: string
  /** Other legs: what this call was transferred by, consulted for, or in a conference with. */
  readonly linked: readonly CallId[]
}

export type HistoryPage = { readonly rows: readonly HistoryRow[]; readonly more: boolean }

export type FactRow = {
  readonly seq: number
  /** Epoch ms, for showing. */
  readonly wall: number
  /** Ms since the call's first fact, by the monotonic clock; null in another run of the app. */
  readonly offset: number | null
  readonly fact: CallFact
}

export type SettingsRefusal =
  | 'duplicateId'
  | 'duplicateHotkey'
  | 'duplicateExtension'
  | 'badExtension'
  | 'badPickUpCode'

export type ImportMapping = Readonly<Record<string, string>>
export type ImportPreview = {
  readonly file: string
  readonly name: string
  readonly kind: 'csv' | 'vcard'
  readonly encoding: string
  readonly delimiter: string
  readonly hasHeader: boolean
  readonly columns: readonly string[]
  readonly sample: readonly (readonly string[])[]
  /** Column index (as a string) to field: name, company, email, city, country, notes, number:LABEL, field:LABEL, or skip. */
  readonly mapping: ImportMapping
}
export type ImportRefusal = 'fileUnreadable' | 'fileEmpty' | 'notText' | 'noNameColumn' | 'busy'

/** Everything that the agent window may ask of main. The key is the channel. */
export const agentContract = {
  'view.get': command(z.null(), reply<View>()),

  'call.dial': command(
    z.object({
      to: text(200),
      from: id.nullable(),
      /** The account to dial on. Left out: the line of the call that it is dialled from, else the default one. */
      line: id.optional(),
      /** The number of ours to show, one of the account's. Left out: as the account says. */
      callerId: text(60).optional(),
    }),
    reply<Result<CallId, DialRefusal>>(),
  ),
  'call.answer': command(call, reply<Ordered<CallRefusal>>()),
  'call.reject': command(call.extend({ as: z.enum(['busy', 'decline']) }), reply<Ordered<CallRefusal>>()),
  'call.hangUp': command(call, reply<Ordered<CallRefusal>>()),
  'call.hold': command(call, reply<Ordered<CallRefusal>>()),
  'call.resume': command(call, reply<Ordered<CallRefusal>>()),
  'call.swap': command(z.null(), reply<Ordered<CallRefusal>>()),
  'call.mute': command(call, reply<Ordered<CallRefusal>>()),
  'call.unmute': command(call, reply<Ordered<CallRefusal>>()),
  'call.sendTone': command(
    call.extend({ tone: z.string().regex(/^[0-9*#A-D]$/) }),
    reply<Ordered<CallRefusal>>(),
  ),
  'call.conference': command(call.extend({ with: id }), reply<Ordered<CallRefusal>>()),
  'call.split': command(call, reply<Ordered<CallRefusal>>()),
  'call.endConference': command(call, reply<Ordered<CallRefusal>>()),
  'call.transferBlind': command(call.extend({ to: text(200).min(1) }), reply<Ordered<CallRefusal>>()),
  'call.transferAttended': command(call.extend({ consult: id }), reply<Ordered<CallRefusal>>()),
  'call.dismissNotice': command(call, reply<Ordered<CallRefusal>>()),

  /** Takes over the call that rings at a colleague's phone. */
  'colleague.pickUp': command(
    z.object({ colleague: id }),
    reply<Result<CallId, DialRefusal | 'noSuchColleague' | 'notRinging' | 'cannotPickUp'>>(),
  ),

  'wrapUp.draft': command(
    call.extend({ disposition: id.nullable(), notes: text(20_000) }),
    reply<Ordered<CallRefusal>>(),
  ),
  'wrapUp.finish': command(
    call.extend({ disposition: id.nullable(), notes: text(20_000) }),
    reply<Ordered<CallRefusal | WrapUpRefusal>>(),
  ),
  'wrapUp.change': command(
    call.extend({ disposition: id.nullable(), notes: text(20_000) }),
    reply<Ordered<CallRefusal | WrapUpRefusal>>(),
  ),

  'agent.setPresence': command(
    z.object({ presence: z.enum(['offline', 'available', 'break']), reason: id.nullable() }),
    reply<Ordered<'unknownReason'>>(),
  ),

  'customer.search': command(
    z.object({ text: text(200), limit: z.number().int().min(1).max(200) }),
    reply<readonly CustomerSummary[]>(),
  ),
  'customer.get': command(
    z.object({ customer: id }),
    reply<Result<{ customer: Customer; calls: readonly HistoryRow[]; card: CrmCard | null }, 'notFound'>>(),
  ),
  'customer.save': command(customerDraft, reply<Result<Customer, 'notFound'>>()),
  /** Says who is on the call: chosen of several, attached by hand, or just created. */
  'customer.assign': command(
    call.extend({ customer: id, how: z.enum(['chosen', 'attached', 'created']), addNumber: z.boolean() }),
    reply<Ordered<CallRefusal | 'notFound'>>(),
  ),

  'import.choose': command(z.null(), reply<Result<ImportPreview, ImportRefusal | 'cancelled'>>()),
  'import.preview': command(
    z.object({
      file: text(4_000).min(1),
      encoding: text(40).nullable(),
      delimiter: text(1).nullable(),
      hasHeader: z.boolean().nullable(),
    }),
    reply<Result<ImportPreview, ImportRefusal>>(),
  ),
  'import.start': command(
    z.object({
      file: text(4_000).min(1),
      encoding: text(40),
      delimiter: text(1),
      hasHeader: z.boolean(),
      mapping: z.record(text(10), text(120)),
    }),
    reply<Ordered<ImportRefusal>>(),
  ),
  'import.cancel': command(z.null(), reply<Ordered<never>>()),
  'import.dismiss': command(z.null(), reply<Ordered<never>>()),

  'history.list': command(
    z.object({
      text: text(200),
      filter: z.enum(['all', 'inbound', 'outbound', 'missed', 'handled']),
      customer: id.nullable(),
      /** Rows started before this (epoch ms): the last row's `startedAt` of the page before. */
      before: z.number().nullable(),
      limit: z.number().int().min(1).max(200),
    }),
    reply<HistoryPage>(),
  ),
  'history.facts': command(call, reply<readonly FactRow[]>()),
  /** The call's signalling; empty where none was kept. */
  'trace.get': command(call, reply<readonly TracedMessage[]>()),
  /** Writes a call's facts and signalling to a file that the agent chooses; `ok(false)` when they chose none. */
  'trace.save': command(call, reply<Result<boolean, 'notSaved'>>()),

  /** What common PBXes and providers want of an account. */
  'preset.list': command(z.null(), reply<readonly Preset[]>()),
  'account.save': command(
    accountSettings.extend({
      /** Null makes another account. */
      id: id.nullable(),
      /** Null leaves the password as it is. */
      password: text(500).nullable(),
      /** False: keep it for this session only. */
      keepPassword: z.boolean(),
      /** Save it although its proxy can't be reached now, as the agent was told. */
      evenUnreachable: z.boolean().optional(),
    }),
    reply<AccountSaved>(),
  ),
  /** The password alone, when a line asks for it again. */
  'account.signIn': command(
    z.object({ account: id, password: text(500), keep: z.boolean() }),
    reply<Ordered<'cannotStore' | 'noAccount'>>(),
  ),
  /** The line that is dialled on where none is named. */
  'account.makeDefault': command(z.object({ account: id }), reply<Ordered<'noAccount'>>()),
  'account.practice': command(z.null(), reply<Ordered<'practiceFailed'>>()),
  'account.remove': command(z.object({ account: id }), reply<Ordered<'noAccount' | 'lineOnCall'>>()),
  /** Asks which file of certificates to trust; `ok(null)` when none was chosen. */
  'account.chooseCaFile': command(z.null(), reply<Result<string | null, never>>()),
  /** Tries at once instead of waiting; null: every line that is down. */
  'line.retry': command(z.object({ account: id.nullable() }), reply<Ordered<never>>()),
  'practice.callMe': command(z.null(), reply<Ordered<'notPractice'>>()),
  /** The practice dialer pushes a call, as `docs/dialers.md` tells. */
  'practice.push': command(z.null(), reply<Ordered<'notPractice'>>()),
  /** Whether calls that the practice dialer pushes are answered by themselves. */
  'practice.autoAnswer': command(z.object({ on: z.boolean() }), reply<Ordered<'notPractice'>>()),
  /** Whether the practice line is a plain one, SIP over UDP and RTP, or WebRTC. Its calls end. */
  'practice.plain': command(
    z.object({ on: z.boolean() }),
    reply<Ordered<'notPractice' | 'practiceFailed'>>(),
  ),

  /** Checks a line as the form has it, step by step; what is found shows in the view. */
  'lineCheck.start': command(
    accountSettings.extend({
      /** Null for one that was never saved. */
      id: id.nullable(),
      /** Null takes the password that is kept. */
      password: text(500).nullable(),
      /** The window's own word for the form, which stands in the view beside the steps. */
      subject: text(60),
    }),
    reply<CheckBegun>(),
  ),
  'lineCheck.stop': command(z.null(), reply<Ordered<never>>()),

  'device.choose': command(
    z.object({ role: z.enum(['microphone', 'speaker', 'ringer']), device: text(300).nullable() }),
    reply<Ordered<never>>(),
  ),
  'device.testRing': command(z.null(), reply<Ordered<never>>()),

  'settings.save': command(
    z.object({
      dispositions: z.array(disposition).max(60).optional(),
      wrapUp: z
        .discriminatedUnion('mode', [
          z.object({ mode: z.literal('optional') }),
          z.object({ mode: z.literal('required') }),
          z.object({ mode: z.literal('timeBoxed'), seconds: z.number().int().min(5).max(3_600) }),
        ])
        .optional(),
      breakReasons: z
        .array(z.object({ id, label: text(40).min(1) }))
        .max(30)
        .optional(),
      theme: z.enum(['system', 'light', 'dark']).optional(),
      density: z.enum(['compact', 'comfortable']).optional(),
      language: text(10).optional(),
      globalHotkeys: z.boolean().optional(),
      hotkeys: z
        .array(z.object({ action: text(20), focused: text(60), global: text(60).nullable() }))
        .max(10)
        .optional(),
      callWaiting: z.boolean().optional(),
      headerRules: z.array(headerRule).max(50).optional(),
      colleagues: z.array(colleague).max(MOST_COLLEAGUES).optional(),
      pickUpCode: text(40).optional(),
      pickUpCodes: z.record(text(60), text(40)).optional(),
    }),
    reply<Ordered<SettingsRefusal>>(),
  ),

  ...crmCommands,
  ...outboxCommands,

  'link.open': command(z.object({ url: text(2_000) }), reply<Ordered<'notAllowed'>>()),
  'problem.dismiss': command(z.object({ kind: text(40) }), reply<Ordered<never>>()),
  /** The card of this call is on screen: taken for the bench and the demo's pop time. */
  'pop.painted': command(call, reply<Ordered<never>>()),
} as const

export type AgentContract = typeof agentContract
