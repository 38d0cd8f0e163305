import { randomBytes } from 'node:crypto'
import type { MediaStats, PracticeCall, PracticeLine } from './api.ts'
import { type ColleagueShift, createColleagueShift } from './colleague-shift.ts'
import { createDialer, type Dialer } from './dialer.ts'
import { startPracticeLine } from './practice-line.ts'
import type { FromPractice, ToPractice } from './process-protocol.ts'
import { createSampleCustomers, type SampleCustomer } from './sample/sample-customers.ts'
import { createShift, type Shift } from './shift.ts'

/** The practice process without its parent: takes messages, answers by `send`. */
export interface PracticeProcess {
  /** Rejects when the message can't be carried out, for example when the port can't be had. */
  receive(message: ToPractice): Promise<void>
}

/** Seconds over which the media of a call that ended are reported. */
const reported = 30

export function createPracticeProcess(send: (message: FromPractice) => void): PracticeProcess {
  let line: PracticeLine | undefined
  let shift: Shift | undefined
  let dialer: Dialer | undefined
  let colleagues: ColleagueShift | undefined
  const callers = new Map<string, string>()

  async function start(options: Extract<ToPractice, { type: 'start' }>): Promise<void> {
    if (line) throw new Error('The practice line runs already')
    const user = options.user ?? 'agent'
    const password = options.password ?? randomBytes(9).toString('base64url')
    const started = await startPracticeLine({
      users: { [user]: password },
      challengeCalls: true, // as a real provider does
      transports: { udp: true, tcp: true },
      ...(options.port === undefined ? {} : { port: options.port }),
    })
    line = started
    started.onAnyCall((call) => {
      const at = performance.timeOrigin + performance.now()
      // The shift names the caller right after it placed the call.
      queueMicrotask(() => announce(call, at))
      void call.ended().then((end) => {
        send({ type: 'ended', id: call.id, end, media: mediaOf(call, reported) })
      })
    })
    const parts = {
      line: started,
      user,
      customers: createSampleCustomers(),
      onCall: (call: PracticeCall, _customer: SampleCustomer, caller: string) => {
        callers.set(call.id, caller)
      },
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    }
    dialer = createDialer(parts)
    shift = createShift({
      ...parts,
      ...(options.pauseMs === undefined ? {} : { pauseMs: options.pauseMs }),
    })
    colleagues = createColleagueShift({
      line: started,
      customers: createSampleCustomers(),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    })
    if (options.calls ?? true) startShifts()
    const { url, addresses, domain } = started
    send({ type: 'ready', url, addresses, domain, user, password })
  }

  function startShifts(): void {
    shift?.start()
    colleagues?.start()
  }

  function stopShifts(): void {
    shift?.stop()
    colleagues?.stop()
  }

  function announce({ id, direction, number }: PracticeCall, at: number): void {
    const caller = callers.get(id)
    callers.delete(id)
    send({ type: 'call', id, at, direction, number, ...(caller === undefined ? {} : { caller }) })
  }

  return {
    async receive(message) {
      switch (message.type) {
        case 'start':
          return start(message)
        case 'callMe':
          if (!shift) throw new Error('The practice line does not run yet')
          if (!shift.callNow(message.number))
            throw new Error(`No sample customer has the number ${message.number}`)
          return
        case 'push':
          if (!dialer) throw new Error('The practice line does not run yet')
          if (!dialer.push(message.number)) throw new Error(`No lead has the number ${message.number}`)
          return
        case 'calls':
          if (message.on) startShifts()
          else stopShifts()
          return
        case 'measure': {
          const calls = (line?.calls() ?? []).map((call) => ({
            id: call.id,
            number: call.number,
            state: call.state,
            held: call.held,
            digits: call.heardDigits() + call.infoDigits(),
            media: mediaOf(call, message.seconds ?? 1),
          }))
          send({ type: 'measured', calls })
          return
        }
        case 'stop':
          stopShifts()
          await line?.close()
          process.exit(0)
      }
    },
  }
}

/** Undefined before a call has media. */
function mediaOf(call: PracticeCall, seconds: number): MediaStats | undefined {
  try {
    return call.stats(seconds)
  } catch {
    return undefined
  }
}
