import type { AgentContract } from '../../contract/agent.ts'
import type { Handlers } from '../../contract/boundary.ts'
import type { ColleagueView } from '../../contract/view.ts'
import { type CallEffect, type Calls, type DialLine, decidePickUp } from '../../domain/call/decide.ts'
import type { CallId, Party } from '../../domain/call/facts.ts'
import { type Colleague, pickUpNumber } from '../../domain/colleague/colleague.ts'
import type { Lamp } from '../../domain/colleague/lamp.ts'
import { formatNumber } from '../../domain/phone-number.ts'
import { ok, refuse } from '../../domain/result.ts'

export type ColleagueParts = {
  /** Who is watched now. */
  readonly colleagues: () => readonly Colleague[]
  /** A line's PBX's code for taking over a call that rings elsewhere; empty takes it over by its names. */
  readonly pickUpCode: (line: string | null) => string
  readonly country: () => string
  /** The customer with this number, where there is exactly one. */
  readonly customerName: (number: string, country: string) => string | null
  readonly calls: () => Calls
  /** The account of the line that watches somebody and calls them. */
  readonly lineOf: (colleague: Colleague) => string | null
  readonly lineToDial: (account: string | null) => DialLine | null
  readonly newCallId: () => CallId
  readonly order: (effects: readonly CallEffect[]) => void
  /** What each line is to watch; lines that are not named watch nothing. */
  readonly watch: (byLine: ReadonlyMap<string, readonly string[]>) => void
  readonly changed: () => void
}

/** The colleagues whose phones are watched: what they do now, and taking over what rings there. */
export type Colleagues = {
  readonly lamp: (line: string, extension: string, lamp: Lamp) => void
  /** Who is watched may have changed. */
  readonly refresh: () => void
  readonly view: () => readonly ColleagueView[]
  readonly commands: Pick<Handlers<AgentContract>, 'colleague.pickUp'>
}

const UNKNOWN: Lamp = { state: 'unknown' }

export function createColleagues(parts: ColleagueParts): Colleagues {
  const lamps = new Map<string, Lamp>()
  /** Customers' names of those who ring, looked up once and not with every view. */
  const callers = new Map<string, string | null>()
  let watched = ''

  /** Two PBXes may both have a 201. */
  const keyOf = (line: string | null, extension: string): string => `${line ?? ''} ${extension}`
  const lampOf = (colleague: Colleague): Lamp =>
    lamps.get(keyOf(parts.lineOf(colleague), colleague.extension)) ?? UNKNOWN

  const callerView = (key: string, caller: Party | null): ColleagueView['caller'] =>
    caller && {
      name: callers.get(key) ?? caller.displayName,
      number: formatNumber(caller.number, parts.country()),
    }

  const viewOf = (colleague: Colleague): ColleagueView => {
    const { id, name, extension } = colleague
    const line = parts.lineOf(colleague)
    const lamp = lampOf(colleague)
    const ringing = lamp.state === 'ringing' ? lamp : null
    return {
      id,
      name,
      extension,
      line,
      state: lamp.state,
      caller: ringing && callerView(keyOf(line, extension), ringing.caller),
      canPickUp: ringing !== null && wayTo(colleague, ringing) !== null,
    }
  }

  /** A code that was set is what the PBX wants; without one the call's own names have to do. */
  const wayTo = (colleague: Colleague, lamp: Extract<Lamp, { state: 'ringing' }>) => {
    const { extension } = colleague
    const code = pickUpNumber(parts.pickUpCode(parts.lineOf(colleague)), extension)
    if (code !== null) return { to: code, dialog: null }
    return lamp.dialog && { to: extension, dialog: lamp.dialog }
  }

  return {
    lamp: (line, extension, lamp) => {
      const key = keyOf(line, extension)
      lamps.set(key, lamp)
      callers.delete(key)
      const number = lamp.state === 'ringing' ? (lamp.caller?.number ?? '') : ''
      if (number !== '') callers.set(key, parts.customerName(number, parts.country()))
      parts.changed()
    },
    refresh: () => {
      const byLine = new Map<string, string[]>()
      for (const colleague of parts.colleagues()) {
        const line = parts.lineOf(colleague)
        if (line !== null) byLine.set(line, [...(byLine.get(line) ?? []), colleague.extension])
      }
      const now = JSON.stringify([...byLine])
      if (watched === now) return
      watched = now
      parts.watch(byLine)
    },
    view: () => parts.colleagues().map(viewOf),
    commands: {
      'colleague.pickUp': ({ colleague: id }) => {
        const colleague = parts.colleagues().find((one) => one.id === id)
        if (!colleague) return refuse('noSuchColleague')
        const lamp = lampOf(colleague)
        if (lamp.state !== 'ringing') return refuse('notRinging')
        const way = wayTo(colleague, lamp)
        if (!way) return refuse('cannotPickUp')
        const call = parts.newCallId()
        const decided = decidePickUp(parts.calls(), parts.lineToDial(parts.lineOf(colleague)), {
          id: call,
          to: way.to,
          pickUp: {
            colleague: { name: colleague.name, extension: colleague.extension },
            caller: lamp.caller,
            dialog: way.dialog,
          },
        })
        if (!decided.ok) return decided
        parts.order(decided.value)
        return ok(call)
      },
    },
  }
}
