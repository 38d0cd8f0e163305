import type { CallEffect } from '../../domain/call/decide.ts'
import type { CallFact, CallId } from '../../domain/call/facts.ts'
import type { Lamp } from '../../domain/colleague/lamp.ts'
import type { LineReason, LineState } from '../../domain/line.ts'
import type { Voicemail } from '../../domain/voicemail.ts'
import type { Line, LineAccount, LineListener } from '../sip/line.ts'

export type LinesParts = {
  readonly createLine: (account: string, listener: LineListener) => Line
  readonly fact: (call: CallId, fact: CallFact) => void
  readonly state: (account: string, state: LineState) => void
  readonly voicemail: (account: string, voicemail: Voicemail | null) => void
  readonly lamp: (account: string, extension: string, lamp: Lamp) => void
  /** The lines that there are, in the agent's order; what is said of any other is out of date. */
  readonly arranged: (accounts: readonly string[]) => void
  readonly log: LineListener['log']
  readonly message: LineListener['message']
}

/** One line an account, and which call is on which. */
export type Lines = {
  readonly arrange: (accounts: readonly string[]) => void
  readonly open: (account: string, as: LineAccount, password: string) => void
  /** A line that can't be opened yet, and why. */
  readonly wait: (account: string, reason: LineReason) => void
  /** Ends its calls and un-registers; resolves after 2 s at most. */
  readonly close: (account: string) => Promise<void>
  /** Null: all of them. */
  readonly retry: (account: string | null) => void
  /** All lines connect and register anew: the computer slept. */
  readonly wake: () => void
  /** Registers again ahead of time. */
  readonly renew: (account: string) => void
  /** To the line of the call; a dial to the line that it names. */
  readonly order: (effect: CallEffect) => void
  readonly renegotiate: (call: CallId) => void
  /** Whether a call of this account hasn't ended: it would end with its line. */
  readonly onCall: (account: string) => boolean
  /** The extensions that each line watches; lines that are not named watch nothing. */
  readonly watch: (byLine: ReadonlyMap<string, readonly string[]>) => void
  readonly stop: () => Promise<void>
}

export function createLines(parts: LinesParts): Lines {
  const lines = new Map<string, Line>()
  const lineOfCall = new Map<CallId, string>()
  let watched: ReadonlyMap<string, readonly string[]> = new Map()

  const listener = (account: string): LineListener => ({
    fact: (call, fact) => {
      lineOfCall.set(call, account)
      const begins = fact.kind === 'offered' || fact.kind === 'dialed'
      parts.fact(call, begins ? { ...fact, account } : fact)
      if (fact.kind === 'ended') lineOfCall.delete(call)
    },
    state: (state) => parts.state(account, state),
    voicemail: (voicemail) => parts.voicemail(account, voicemail),
    lamp: (extension, lamp) => parts.lamp(account, extension, lamp),
    log: parts.log,
    message: parts.message,
  })

  const lineOf = (account: string): Line => {
    const known = lines.get(account)
    if (known) return known
    const made = parts.createLine(account, listener(account))
    lines.set(account, made)
    made.watch(watched.get(account) ?? [])
    return made
  }

  const ofCall = (call: CallId): Line | undefined => lines.get(lineOfCall.get(call) ?? '')

  return {
    arrange: parts.arranged,
    open: (account, as, password) => lineOf(account).start(as, password),
    wait: (account, reason) =>
      parts.state(account, {
        state: reason === 'noPassword' ? 'refused' : 'offline',
        reason,
        detail: '',
        retryIn: null,
      }),
    close: async (account) => {
      const line = lines.get(account)
      lines.delete(account)
      await line?.stop()
    },
    retry: (account) => {
      if (account !== null) lines.get(account)?.retry()
      else for (const line of lines.values()) line.retry()
    },
    wake: () => {
      for (const line of lines.values()) line.wake()
    },
    renew: (account) => lines.get(account)?.renew(),
    order: (effect) => {
      if (effect.kind !== 'dial') return ofCall(effect.call)?.order(effect)
      const account = effect.line ?? ''
      lineOfCall.set(effect.call, account)
      lineOf(account).order(effect)
    },
    renegotiate: (call) => ofCall(call)?.renegotiate(call),
    onCall: (account) => [...lineOfCall.values()].includes(account),
    watch: (byLine) => {
      watched = byLine
      for (const [account, line] of lines) line.watch(watched.get(account) ?? [])
    },
    stop: async () => {
      await Promise.all([...lines.values()].map((line) => line.stop()))
    },
  }
}
