import type { AgentContract, SettingsRefusal } from '../../contract/agent.ts'
import type { Handlers } from '../../contract/boundary.ts'
import type { CrmCard } from '../../contract/crm.ts'
import {
  type CallCommand,
  type CallRefusal,
  type DialLine,
  decide,
  decideDial,
} from '../../domain/call/decide.ts'
import type { CallId } from '../../domain/call/facts.ts'
import { replay } from '../../domain/call/transition.ts'
import type { Customer } from '../../domain/customer/customer.ts'
import {
  checkWrapUp,
  dispositionsFor,
  type WrapUpForm,
  type WrapUpRefusal,
} from '../../domain/disposition/disposition.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'
import type { Customers } from '../customers/customers.ts'
import type { History } from '../journal/history.ts'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from './clock.ts'
import type { Desk } from './desk.ts'
import type { Pops } from './pops.ts'
import type { Problems } from './problems.ts'
import { changeSettings, type Settings, type SettingsChange } from './settings.ts'

type DeskCommand = Extract<
  keyof AgentContract,
  | `call.${string}`
  | `wrapUp.${string}`
  | `agent.${string}`
  | `customer.${string}`
  | `history.${string}`
  | 'settings.save'
  | 'problem.dismiss'
  | 'device.choose'
>

export type CommandParts = {
  readonly desk: Desk
  readonly clock: Clock
  readonly journal: Journal
  readonly history: History
  readonly customers: () => Customers | null
  readonly pops: Pops
  readonly problems: Problems
  readonly newCallId: () => CallId
  readonly country: () => string
  /** The line of an account; null: the default one. Null where there is none. */
  readonly lineToDial: (account: string | null) => (DialLine & { readonly callerId: string }) | null
  readonly rewrite: (account: string | null, number: string) => string
  readonly settings: () => Settings
  readonly setSettings: (settings: Settings) => void
  /** An agent added a customer (`before` null) or changed it. */
  readonly customerSaved: (before: Customer | null, after: Customer) => void
  /** What the CRM of a customer has beside the record. */
  readonly card: (customer: Customer) => CrmCard | null
  readonly changed: () => void
}

/** Calls shown with a customer's record. */
const CALLS_OF_CUSTOMER = 50

/** Decides a call command and has it carried out: from the window, a hotkey, or whatever asks next. */
export function orderCall(
  desk: Desk,
  command: CallCommand,
  rewrite?: CommandParts['rewrite'],
): Result<null, CallRefusal> {
  const decided = decide(desk.book.calls, command, rewrite)
  if (!decided.ok) return decided
  desk.order(decided.value)
  return ok(null)
}

/** The agent's commands that the desk answers; those of accounts, imports and the desktop are elsewhere. */
export function deskCommands(parts: CommandParts): Pick<Handlers<AgentContract>, DeskCommand> {
  const { desk, pops, settings } = parts

  const order = (command: CallCommand): Result<null, CallRefusal> => orderCall(desk, command, parts.rewrite)

  const dispositionOf = (
    form: WrapUpForm,
    call: CallId,
  ): Result<{ id: string; label: string } | null, CallRefusal | WrapUpRefusal> => {
    const known = desk.book.calls.get(call) ?? replay(parts.journal.facts(call))
    if (!known) return refuse('noSuchCall')
    const checked = checkWrapUp(
      form,
      dispositionsFor(settings().dispositions, known.direction),
      settings().wrapUp,
    )
    if (!checked.ok) return checked
    return ok(checked.value && { id: checked.value.id, label: checked.value.label })
  }

  const changeAndStore = (change: SettingsChange): Result<null, SettingsRefusal> => {
    const changed = changeSettings(settings(), change)
    if (!changed.ok) return changed
    desk.write(changed.value.stored.map(({ key, value }) => ({ kind: 'setting', key, value })))
    parts.setSettings(changed.value.settings)
    parts.changed()
    return ok(null)
  }

  const saved = (
    before: Customer | null,
    result: Result<Customer, 'notFound'>,
  ): Result<Customer, 'notFound'> => {
    if (result.ok) {
      pops.reload(result.value.id)
      parts.customerSaved(before, result.value)
    }
    parts.changed()
    return result
  }

  return {
    'call.dial': ({ to, from, line: wanted, callerId }) => {
      const id = parts.newCallId()
      // Who is consulted is called on the line that the caller is on: only there can the call be handed over.
      const customers = from === null ? undefined : desk.book.calls.get(from)
      const line = parts.lineToDial(wanted ?? customers?.account ?? null)
      const order = { id, to, from, callerId: callerId ?? line?.callerId ?? '' }
      const decided = decideDial(desk.book.calls, line, order)
      if (!decided.ok) return decided
      desk.order(decided.value)
      return ok(id)
    },
    'call.answer': ({ call }) => order({ kind: 'answer', call }),
    'call.reject': ({ call, as }) => order({ kind: 'reject', call, as }),
    'call.hangUp': ({ call }) => order({ kind: 'hangUp', call }),
    'call.hold': ({ call }) => order({ kind: 'hold', call }),
    'call.resume': ({ call }) => order({ kind: 'resume', call }),
    'call.swap': () => order({ kind: 'swap' }),
    'call.mute': ({ call }) => order({ kind: 'mute', call }),
    'call.unmute': ({ call }) => order({ kind: 'unmute', call }),
    'call.sendTone': ({ call, tone }) => order({ kind: 'sendTone', call, tone }),
    'call.conference': ({ call, with: other }) => order({ kind: 'conference', call, with: other }),
    'call.split': ({ call }) => order({ kind: 'split', call }),
    'call.endConference': ({ call }) => order({ kind: 'endConference', call }),
    'call.transferBlind': ({ call, to }) => order({ kind: 'transferBlind', call, to }),
    'call.transferAttended': ({ call, consult }) => order({ kind: 'transferAttended', call, consult }),
    'call.dismissNotice': ({ call }) => {
      desk.dismissNotice(call)
      return ok(null)
    },

    'wrapUp.draft': ({ call, disposition, notes }) => {
      const known = desk.book.calls.get(call)
      if (!known) return refuse('noSuchCall')
      if (known.wrapUp === 'closed') return refuse('wrapUpNotOpen')
      const draft = { disposition, notes }
      desk.book.setDraft(call, draft)
      desk.write([{ kind: 'draft', call, draft, wall: parts.clock.now().wall }])
      return ok(null)
    },
    'wrapUp.finish': ({ call, disposition, notes }) => {
      const known = desk.book.calls.get(call)
      if (!known) return refuse('noSuchCall')
      if (known.phase !== 'ended') return refuse('notEnded')
      if (known.wrapUp !== 'open') return refuse('wrapUpNotOpen')
      const record = dispositionOf({ disposition, notes }, call)
      if (!record.ok) return record
      desk.fact(call, { kind: 'wrapUpClosed', by: 'agent', disposition: record.value, notes })
      return ok(null)
    },
    'wrapUp.change': ({ call, disposition, notes }) => {
      if (desk.book.calls.get(call)?.wrapUp === 'open') return refuse('notEnded')
      const record = dispositionOf({ disposition, notes }, call)
      if (!record.ok) return record
      const known = desk.amend(call, { kind: 'dispositionChanged', disposition: record.value, notes })
      return known ? ok(null) : refuse('noSuchCall')
    },

    'agent.setPresence': ({ presence, reason }) => {
      if (presence !== 'break') {
        desk.setPresence({ kind: presence })
        return ok(null)
      }
      const known = settings().breakReasons.find(({ id }) => id === reason)
      if (!known) return refuse('unknownReason')
      desk.setPresence({ kind: 'break', reason: known.label })
      return ok(null)
    },

    'customer.search': ({ text, limit }) => parts.customers()?.search(text, limit) ?? [],
    'customer.get': ({ customer }) => {
      const found = parts.customers()?.get(customer)
      if (!found) return refuse('notFound')
      const calls = parts.history.list({
        text: '',
        filter: 'all',
        customer,
        before: null,
        limit: CALLS_OF_CUSTOMER,
      })
      return ok({ customer: found, calls: calls.rows, card: parts.card(found) })
    },
    'customer.save': (draft) => {
      const customers = parts.customers()
      if (!customers) return refuse('notFound')
      const before = draft.id === null ? null : customers.get(draft.id)
      return saved(before, customers.save(draft, parts.country()))
    },
    'customer.assign': ({ call, customer, how, addNumber }) => {
      const customers = parts.customers()
      const found = customers?.get(customer)
      if (!customers || !found) return refuse('notFound')
      const known = desk.amend(call, { kind: 'customerMatched', customer, name: found.name, how })
      if (!known) return refuse('noSuchCall')
      const now = desk.book.calls.get(call) ?? desk.state().notices.find((notice) => notice.id === call)
      if (now) {
        if (addNumber) saved(found, customers.addNumber(customer, now.party.number, parts.country()))
        pops.load(now)
      }
      parts.changed()
      return ok(null)
    },

    'history.list': (query) => parts.history.list(query),
    'history.facts': ({ call }) => parts.history.facts(call),

    'settings.save': (change) => {
      const hotkeys = change.hotkeys?.flatMap((wanted) => {
        const known = settings().hotkeys.find(({ action }) => action === wanted.action)
        return known ? [{ ...known, focused: wanted.focused, global: wanted.global }] : []
      })
      return changeAndStore({ ...change, hotkeys })
    },
    'problem.dismiss': ({ kind }) => {
      parts.problems.dismiss(kind)
      parts.changed()
      return ok(null)
    },
    'device.choose': ({ role, device }) => {
      const { microphones, speakers } = desk.state().devices
      const known = (role === 'microphone' ? microphones : speakers).find(({ id }) => id === device) ?? null
      changeAndStore({ devices: { ...settings().devices, [role]: known } })
      return ok(null)
    },
  }
}
