import type { CallToAgent, PracticeLine } from './api.ts'
import { createRandom, pick } from './random.ts'
import type { SampleCustomer } from './sample/sample-customers.ts'

export interface DialerOptions {
  line: PracticeLine
  /** The agent's user. */
  user: string
  customers: readonly SampleCustomer[]
  /** The same seed gives the same leads in the same order. */
  seed?: number
  /** From the agent's answer until the customer is on the line, milliseconds. Default 1,000. */
  connectMs?: number
  /** How long a customer talks before hanging up, milliseconds. Default 60,000. */
  talkMs?: number
  /** Runs for each call with a sentence on who is called. */
  onCall?(call: CallToAgent, customer: SampleCustomer, about: string): void
}

/** A dialer that calls the agent first and the customer then, as Asterisk and FreeSWITCH do it. */
export interface Dialer {
  /** Calls the next lead, or the one with this number. Undefined when nobody has that number. */
  push(number?: string): CallToAgent | undefined
}

/** The extension that the dialer calls from: the agent's phone has only the headers to tell it whom the call is about. */
export const DIALER_EXTENSION = '900'
const CAMPAIGN = 'Contract renewals'

/** What the dialer says in its INVITE. `docs/dialers.md` tells how to make Offhook understand it. */
export function pushHeaders({ lead, phone }: SampleCustomer, domain: string): readonly string[] {
  return [
    `Call-Info: <sip:${domain}>;answer-after=0`,
    `Call-Info: <https://www.example.com/leads/${lead}>;purpose=info`,
    `X-Lead-Id: ${lead}`,
    `X-Campaign: ${CAMPAIGN}`,
    `X-Customer: ${phone}`,
    `User-to-User: ${Buffer.from(`lead=${lead};queue=Renewals`).toString('hex')};encoding=hex`,
  ]
}

export function createDialer(options: DialerOptions): Dialer {
  const { line, user, customers, connectMs = 1_000 } = options
  const random = createRandom(options.seed ?? 1)

  return {
    push(number) {
      const customer =
        number === undefined
          ? pick(random, customers)
          : customers.find(({ phone, mobile }) => phone === number || mobile === number)
      if (!customer) return undefined
      const call = line.call({
        to: user,
        from: DIALER_EXTENSION,
        displayName: 'Practice dialer',
        headers: pushHeaders(customer, line.domain),
        giveUpAfterMs: 30_000,
        hangUpAfterMs: options.talkMs ?? 60_000,
      })
      call.setSending(false)
      void connect(call, connectMs)
      options.onCall?.(call, customer, `The dialer calls ${customer.name}, lead ${customer.lead}.`)
      return call
    },
  }
}

/** The customer is called once the agent is there; until then nobody speaks. */
async function connect(call: CallToAgent, afterMs: number): Promise<void> {
  const answered = await call.answered().then(
    () => true,
    () => false,
  )
  if (!answered) return
  const timer = setTimeout(() => call.setSending(true), afterMs)
  await call.ended()
  clearTimeout(timer)
}
