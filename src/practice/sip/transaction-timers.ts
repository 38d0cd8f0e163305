import { isResponse, methodOf, statusOf, topBranch } from './message-text.ts'

export interface TransactionTimerOptions {
  /** Milliseconds; 500 unless a test is in a hurry (RFC 3261 §17.1.1.1). Everything else follows from it. */
  t1?: number
  /** Send everything once. What comes twice is recognised all the same. */
  repeat?: boolean
}

/** The half of RFC 3261 §17 that only unreliable transports need, below SIP.js, which leaves it out. */
export interface TransactionTimers {
  /** Rejects when the first transmission does. */
  send(text: string): Promise<void>
  /** False for a message that has come before, which is answered here. */
  receive(text: string): boolean
  stop(): void
}

interface Repetition {
  stop(): void
}

/** A request of ours: repeated until it is answered. */
interface ClientTransaction {
  repetition: Repetition | undefined
  /** The ACK of a refusal, to be repeated whenever the refusal is (§17.1.1.2). */
  ack: string | undefined
}

/** A request of theirs: what answered it last answers its repetitions too (§17.2). */
interface ServerTransaction {
  response: string | undefined
  repetition: Repetition | undefined
}

export function createTransactionTimers(
  transmit: (text: string) => Promise<void>,
  { t1 = 500, repeat = true }: TransactionTimerOptions = {},
): TransactionTimers {
  const t2 = 8 * t1
  const lifetime = 64 * t1
  const clients = new Map<string, ClientTransaction>()
  const servers = new Map<string, ServerTransaction>()
  const running = new Set<NodeJS.Timeout>()

  function later(ms: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      running.delete(timer)
      run()
    }, ms).unref()
    running.add(timer)
    return timer
  }

  function again(text: string): void {
    transmit(text).catch(() => undefined) // a repetition lost is what repetitions are for
  }

  function repeatedly(text: string, longest: number): Repetition | undefined {
    if (!repeat) return undefined
    let interval = t1
    let timer = later(interval, tick)
    const end = later(lifetime, stop)
    function tick(): void {
      again(text)
      interval = Math.min(interval * 2, longest)
      timer = later(interval, tick)
    }
    function stop(): void {
      for (const one of [timer, end]) {
        clearTimeout(one)
        running.delete(one)
      }
    }
    return { stop }
  }

  function remember<T>(map: Map<string, T>, key: string, transaction: T): void {
    map.set(key, transaction)
    // Both sides' longest wait; an entry only has to outlive what may still be under way.
    later(2 * lifetime, () => map.delete(key))
  }

  function sendRequest(text: string): void {
    const method = methodOf(text)
    const branch = topBranch(text)
    if (method === 'ACK') {
      const refused = clients.get(`${branch} INVITE`)
      if (refused) refused.ack = text
      return
    }
    // An INVITE's interval has no bound (§17.1.1.2, timer A), any other's is T2 (§17.1.2.2, timer E).
    const repetition = repeatedly(text, method === 'INVITE' ? lifetime : t2)
    remember(clients, `${branch} ${method}`, { repetition, ack: undefined })
  }

  function sendResponse(text: string): void {
    const method = methodOf(text)
    const server = servers.get(`${topBranch(text)} ${method}`)
    if (!server || server.response === text) return
    server.response = text
    // A 2xx to INVITE is repeated by the dialog, which SIP.js does itself (§13.3.1.4).
    if (method === 'INVITE' && statusOf(text) >= 300) server.repetition = repeatedly(text, t2) // timer G
  }

  function receiveResponse(text: string): boolean {
    const client = clients.get(`${topBranch(text)} ${methodOf(text)}`)
    if (!client) return true
    if (statusOf(text) >= 200 || methodOf(text) === 'INVITE') client.repetition?.stop()
    if (statusOf(text) < 300 || client.ack === undefined) return true
    again(client.ack)
    return false
  }

  function receiveRequest(text: string): boolean {
    const method = methodOf(text)
    const branch = topBranch(text)
    if (method === 'ACK') {
      servers.get(`${branch} INVITE`)?.repetition?.stop()
      return true
    }
    if (!branch) return true // of a peer older than RFC 3261: nothing tells a repetition from a new request
    const key = `${branch} ${method}`
    const known = servers.get(key)
    if (!known) {
      remember(servers, key, { response: undefined, repetition: undefined })
      return true
    }
    if (known.response !== undefined) again(known.response)
    return false
  }

  return {
    async send(text) {
      if (isResponse(text)) sendResponse(text)
      else sendRequest(text)
      await transmit(text)
    },
    receive: (text) => (isResponse(text) ? receiveResponse(text) : receiveRequest(text)),
    stop() {
      for (const timer of running) clearTimeout(timer)
      running.clear()
      clients.clear()
      servers.clear()
    },
  }
}
