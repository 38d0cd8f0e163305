import { type TransactionKey, transactionKey } from '../message/transaction-key.ts'
import type { LineTiming } from '../timing.ts'

/**
 * What SIP.js leaves out because it believes every transport to be reliable (RFC 3261 §17): a layer beneath its
 * transactions that sends again over UDP what may have been lost, and keeps from it what came twice.
 */
export type Transactions = {
  /** A message of ours, request or response, addressed as it goes out. */
  readonly send: (message: string) => void
  /** Whether what came is for the layer above; a repetition has been dealt with then. */
  readonly received: (message: Buffer) => boolean
  readonly stop: () => void
}

/** Requests that are remembered; a flood that goes on can't take more. The oldest is forgotten first. */
const MOST_REMEMBERED = 20_000

type Client = {
  readonly message: string
  readonly invite: boolean
  interval: number
  timer: NodeJS.Timeout | undefined
  /** A final response came. */
  answered: boolean
  /** Ours to a refusal, for when the refusal comes again. */
  ack: string | null
}

type Server = {
  readonly invite: boolean
  response: string | null
  status: number
  acknowledged: boolean
  timer: NodeJS.Timeout | undefined
  forget: NodeJS.Timeout | undefined
}

export function createTransactions(
  timing: Pick<LineTiming, 't1' | 't2' | 't4'>,
  write: (message: string) => void,
): Transactions {
  const { t1, t2, t4 } = timing
  const lifetime = 64 * t1
  const clients = new Map<string, Client>()
  const servers = new Map<string, Server>()

  const forgetClient = (branch: string): void => {
    clearTimeout(clients.get(branch)?.timer)
    clients.delete(branch)
  }

  const forgetServer = (key: string): void => {
    const server = servers.get(key)
    clearTimeout(server?.timer)
    clearTimeout(server?.forget)
    servers.delete(key)
  }

  /** Timers A, B, E and F. SIP.js gives the request up by itself at the same time. */
  const repeatRequest = (branch: string, client: Client, since: number): void => {
    client.timer = setTimeout(() => {
      const waited = since + client.interval
      if (waited >= lifetime) {
        forgetClient(branch)
        return
      }
      write(client.message)
      client.interval = client.invite ? client.interval * 2 : Math.min(client.interval * 2, t2)
      repeatRequest(branch, client, waited)
    }, client.interval)
  }

  const sendRequest = (message: string, { branch, method }: TransactionKey): void => {
    if (method === 'ACK') {
      const refused = clients.get(branch.replace(/ACK$/, 'INVITE'))
      if (refused?.answered) refused.ack = message
    } else {
      forgetClient(branch)
      const client: Client = {
        message,
        invite: method === 'INVITE',
        interval: t1,
        timer: undefined,
        answered: false,
        ack: null,
      }
      clients.set(branch, client)
      repeatRequest(branch, client, 0)
    }
    write(message)
  }

  /** Timer G: a refusal is sent until its ACK comes, for as long as H allows. */
  const repeatRefusal = (server: Server, interval: number): void => {
    server.timer = setTimeout(() => {
      if (server.response !== null) write(server.response)
      repeatRefusal(server, Math.min(interval * 2, t2))
    }, interval)
  }

  const sendResponse = (message: string, key: TransactionKey, status: number): void => {
    const server = servers.get(key.request)
    if (server && server.status < 200) {
      server.response = message
      server.status = status
      if (status >= 200) {
        clearTimeout(server.forget)
        server.forget = setTimeout(() => forgetServer(key.request), lifetime)
        // A 2xx is repeated by SIP.js, as it has to be by the layer that wants its ACK (RFC 3261 §13.3.1.4).
        if (server.invite && status >= 300) repeatRefusal(server, t1)
      }
    }
    write(message)
  }

  const receivedResponse = ({ branch }: TransactionKey, status: number): boolean => {
    const client = clients.get(branch)
    if (!client) return true
    if (status < 200) {
      if (client.invite) clearTimeout(client.timer)
      else client.interval = t2
      return true
    }
    if (client.answered) {
      // Timers D and K: what was answered once is answered again, and told to nobody.
      if (client.ack !== null) write(client.ack)
      return false
    }
    clearTimeout(client.timer)
    if (client.invite && status < 300) {
      // Each 2xx is the business of the layer above: others may come from other branches of a fork.
      forgetClient(branch)
      return true
    }
    client.answered = true
    client.timer = setTimeout(() => forgetClient(branch), client.invite ? lifetime : t4)
    return true
  }

  const receivedAck = (server: Server): boolean => {
    if (server.status < 300) return true
    if (server.acknowledged) return false
    server.acknowledged = true
    clearTimeout(server.timer)
    return true
  }

  const receivedRequest = (key: TransactionKey): boolean => {
    const known = servers.get(key.request)
    if (key.method === 'ACK') return known ? receivedAck(known) : true
    if (known) {
      const accepted = known.invite && known.status >= 200 && known.status < 300
      if (known.response !== null && !accepted && !known.acknowledged) write(known.response)
      return false
    }
    const server: Server = {
      invite: key.method === 'INVITE',
      response: null,
      status: 0,
      acknowledged: false,
      timer: undefined,
      forget: undefined,
    }
    if (!server.invite) server.forget = setTimeout(() => forgetServer(key.request), 2 * lifetime)
    servers.set(key.request, server)
    if (servers.size > MOST_REMEMBERED) {
      const [oldest] = servers.keys()
      if (oldest !== undefined) forgetServer(oldest)
    }
    return true
  }

  return {
    send: (message) => {
      const key = transactionKey(message)
      if (!key) write(message)
      else if (key.status === null) sendRequest(message, key)
      else sendResponse(message, key, key.status)
    },
    received: (message) => {
      const key = transactionKey(message)
      if (!key) return true
      return key.status === null ? receivedRequest(key) : receivedResponse(key, key.status)
    },
    stop: () => {
      for (const branch of [...clients.keys()]) forgetClient(branch)
      for (const key of [...servers.keys()]) forgetServer(key)
    },
  }
}
