import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Reply, TokenService } from './oauth.ts'
import { Org, Refused } from './org.ts'
import { type Asked, Rest } from './rest.ts'

export const CLIENT_ID = '3MVG9.offhook'

/** Something that goes wrong with the next requests that it is for. */
export type Fault = {
  readonly on: (asked: Pick<Asked, 'method' | 'path'>) => boolean
  /** `after`: what was asked was done all the same. */
  readonly when: 'before' | 'after'
  /** The connection is cut, or this is answered. */
  readonly how: 'cut' | Reply
  times: number
}

export type SalesforceOptions = {
  /** The administrator added the field for a call's key, as it should be, or without making it unique. */
  readonly keyField?: 'unique' | 'repeatable' | 'none'
  /** What this user doesn't see: an `Object`, or a field of it as `Object.Field`. */
  readonly without?: readonly string[]
  /** Requests that the organization may make in 24 hours. */
  readonly requests?: number
  readonly redirects?: readonly string[]
}

/** A stand-in for Salesforce on this computer: what its documents say of the parts that Offhook uses, limits included. */
export type StandIn = {
  readonly url: string
  readonly org: Org
  readonly rest: Rest
  readonly tokens: TokenService
  readonly faults: Fault[]
  /** `GET query`, `PATCH sobjects/Task/…`, in the order in which they came. */
  readonly asked: readonly string[]
  /** How many requests count as made. */
  used: number
  readonly stop: () => Promise<void>
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const errorReply = (error: Refused): Reply => ({
  status: error.status,
  body: [{ message: error.message, errorCode: error.code }],
})

export async function startSalesforce(options: SalesforceOptions = {}): Promise<StandIn> {
  const org = new Org({ keyField: options.keyField ?? 'unique', without: options.without ?? [] })
  const rest = new Rest(org)
  const tokens = new TokenService(CLIENT_ID, options.redirects ?? ['http://localhost:8735/offhook'])
  const faults: Fault[] = []
  const asked: string[] = []
  const most = options.requests ?? 100_000

  function data(one: Asked): Reply {
    const session = /^Bearer (.+)$/.exec(String(one.headers.authorization ?? ''))?.[1] ?? ''
    if (!tokens.access.has(session))
      return errorReply(new Refused(401, 'INVALID_SESSION_ID', 'Session expired or invalid'))
    standIn.used += 1
    if (standIn.used > most)
      return errorReply(new Refused(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'))
    try {
      return rest.answer(one)
    } catch (error) {
      if (error instanceof Refused) return errorReply(error)
      throw error
    }
  }

  function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
    response.writeHead(status, {
      'content-type': 'application/json;charset=UTF-8',
      date: new Date(org.now()).toUTCString(),
      'sforce-limit-info': `api-usage=${standIn.used}/${most}`,
      ...headers,
    })
    response.end(body === '' || typeof body === 'string' ? body : JSON.stringify(body))
  }

  function replyTo(request: IncomingMessage, body: string): Reply | 'cut' {
    const url = new URL(request.url ?? '/', standIn.url)
    if (url.pathname === '/services/oauth2/authorize') return tokens.authorize(url.searchParams)
    if (url.pathname === '/services/oauth2/token') {
      const identity = `${standIn.url}/id/${org.id}/${org.user}`
      return tokens.grant(new URLSearchParams(body), { instance: standIn.url, identity })
    }
    const [, base = '', rest = ''] = /^(\/services\/data\/v\d+\.0)\/(.*)$/.exec(url.pathname) ?? []
    const path = rest
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent)
    const { method = '', headers } = request
    asked.push(`${method} ${path.join('/')}`)
    const one = { method, path, query: url.searchParams, headers, body, base }
    const fault = faults.find((known) => known.times > 0 && known.on(one))
    if (!fault) return data(one)
    fault.times -= 1
    if (fault.when === 'after') data(one)
    return fault.how
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = replyTo(request, await readBody(request))
    if (reply === 'cut') response.destroy()
    else send(response, reply)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const standIn: StandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    org,
    rest,
    tokens,
    faults,
    asked,
    used: 0,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  return standIn
}
