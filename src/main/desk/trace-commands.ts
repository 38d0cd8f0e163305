import type { AgentContract } from '../../contract/agent.ts'
import type { Handlers } from '../../contract/boundary.ts'
import type { CallId, StampedFact } from '../../domain/call/facts.ts'
import type { Result } from '../../domain/result.ts'
import { messageTitle, type TracedMessage } from '../../domain/sip-message.ts'

export type TraceParts = {
  readonly facts: (call: CallId) => readonly StampedFact[]
  readonly messages: (sipCallId: string) => Promise<readonly TracedMessage[]>
  /** The app's own log between two moments (epoch ms). */
  readonly log: (from: number, to: number) => Promise<readonly string[]>
  /** Offhook and the system, in one line. */
  readonly about: string
  /** Asks where to, and writes the text there; false when nothing was chosen. */
  readonly save: (name: string, text: string) => Promise<Result<boolean, 'notSaved'>>
}

/** The SIP Call-ID that a call's first fact names. */
function sipCallIdOf(facts: readonly StampedFact[]): string | null {
  for (const { fact } of facts) {
    if (fact.kind === 'offered' || fact.kind === 'dialed') return fact.sipCallId ?? null
  }
  return null
}

const time = (wall: number): string => new Date(wall).toISOString()

/** What led to a call's trouble, a lost connection for instance, is logged a little before or after it. */
const AROUND_MS = 2 * 60_000

type Evidence = {
  readonly facts: readonly StampedFact[]
  readonly messages: readonly TracedMessage[]
  readonly log: readonly string[]
}

/** What whoever helps has to see of a call: its facts, its messages, and what the app said meanwhile. */
function report(about: string, { facts, messages, log }: Evidence): string {
  const told = facts.map(({ at, fact }) => `${time(at.wall)} ${JSON.stringify(fact)}`)
  const sent = messages.map(
    ({ direction, wall, text }) =>
      `${time(wall)} ${direction === 'in' ? '<<<' : '>>>'} ${messageTitle(text)}\n${text.replaceAll('\r\n', '\n').trimEnd()}\n`,
  )
  const signalling = ['SIGNALLING (secrets masked)', ...sent]
  return [about, '', 'FACTS', ...told, '', ...signalling, '', 'LOG', ...log, ''].join('\n')
}

/** The signalling of a call, to look at and to hand on. */
export function traceCommands(parts: TraceParts): Pick<Handlers<AgentContract>, 'trace.get' | 'trace.save'> {
  const messagesOf = async (facts: readonly StampedFact[]): Promise<readonly TracedMessage[]> => {
    const sipCallId = sipCallIdOf(facts)
    return sipCallId === null ? [] : parts.messages(sipCallId)
  }
  return {
    'trace.get': ({ call }) => messagesOf(parts.facts(call)),
    'trace.save': async ({ call }) => {
      const facts = parts.facts(call)
      const walls = facts.map(({ at }) => at.wall)
      const [begin, end] = [Math.min(...walls), Math.max(...walls)]
      const [messages, log] = await Promise.all([
        messagesOf(facts),
        parts.log(begin - AROUND_MS, end + AROUND_MS),
      ])
      const day = time(facts[0]?.at.wall ?? 0)
        .slice(0, 19)
        .replaceAll(':', '')
      return parts.save(`offhook-call-${day}.txt`, report(parts.about, { facts, messages, log }))
    },
  }
}
