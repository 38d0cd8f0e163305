import { CrmFailure } from '../failure.ts'
import type { Budget } from './budget.ts'
import { type CredentialSource, createCredential } from './credential.ts'
import { type Bounds, DEFAULT_BOUNDS, exchange } from './exchange.ts'
import type { Http, HttpAnswer, HttpRequest, Priority } from './http.ts'
import { refusal, withoutSecrets } from './refusal.ts'
import { parseCrmUrl } from './safe-url.ts'

export type HttpOptions = CredentialSource & {
  /** The Authorization header for a secret; null where requests are signed by whoever makes them. */
  readonly authorization: ((secret: string) => string) | null
  readonly budget: Budget
  /** Epoch ms. */
  readonly now: () => number
  readonly bounds?: Partial<Bounds>
}

/** How long a request waits for its turn before it is given back as `limited`, in milliseconds. */
const PATIENCE: Readonly<Record<Priority, number>> = {
  push: 30_000,
  // Somebody is ringing: later it is of no use.
  lookup: 1_500,
  delta: 60_000,
  sweep: 60_000,
}

const MOST_REDIRECTS = 5

function checkedUrl(text: string): URL {
  const url = parseCrmUrl(text)
  if (url.ok) return url.value
  const why = url.reason === 'badUrl' ? 'no such address' : 'https is needed, http is for this computer only'
  throw new CrmFailure('rejected', `${text.slice(0, 200)}: ${why}`)
}

/** Where an answer sends us; only within the same origin, since what we sign in with is meant for nobody else. */
function nextUrl(answer: HttpAnswer, from: URL): URL | null {
  const location = answer.headers.get('location')
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return null
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  if (to?.origin === from.origin) return to
  throw new CrmFailure('rejected', `${from.host} sends us to ${to?.origin ?? 'an address that is none'}`)
}

const namesHeader = (request: HttpRequest, name: string): boolean =>
  Object.keys(request.headers ?? {}).some((key) => key.toLowerCase() === name)

/**
 * HTTP for one connection to a CRM; what it gives makes an `Http` of a priority. All of them share the rate and the
 * renewal of the secret.
 */
export function createHttp(options: HttpOptions): (priority: Priority) => Http {
  const { authorization, budget, now } = options
  const bounds = { ...DEFAULT_BOUNDS, ...options.bounds }
  const credential = createCredential(options)

  async function inTurn(request: HttpRequest, priority: Priority, send: () => Promise<HttpAnswer>) {
    const patienceMs = PATIENCE[priority]
    const turn = await budget.turn({ priority, search: request.search === true, patienceMs })
    if (!turn.ok) throw new CrmFailure('limited', 'its turn would have come too late', Math.ceil(turn.waitMs))
    const answer = await send()
    if (answer.status !== 429) budget.served(turn.at)
    return { answer, sentAt: turn.at }
  }

  /** With one secret, to the end of the redirects. What comes is an answer that the caller can take, or 401. */
  async function askOnce(
    request: HttpRequest,
    priority: Priority,
    secret: string | null,
  ): Promise<HttpAnswer> {
    const header = secret === null || !authorization ? null : authorization(secret)
    const secrets = [header ?? '', header?.split(' ')[1] ?? '', secret ?? '']
    let { method, body } = request
    let url = checkedUrl(request.url)
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const headers = {
        'user-agent': 'Offhook',
        ...request.headers,
        ...(header === null ? {} : { authorization: header }),
      }
      const { answer, sentAt } = await inTurn(request, priority, () =>
        exchange(url, { method, headers, body }, bounds),
      )
      if ((answer.status >= 200 && answer.status < 300) || request.accept?.includes(answer.status))
        return answer
      const next = nextUrl(answer, url)
      if (next === null) {
        const failure = refusal(answer, secrets, now())
        if (answer.status !== 429) throw failure
        const pause = budget.limited(failure.retryAfter, sentAt)
        throw new CrmFailure('limited', failure.detail, Math.ceil(pause))
      }
      if (answer.status === 303) {
        method = 'GET'
        body = undefined
      }
      url = next
    }
    throw new CrmFailure('rejected', withoutSecrets(`${url.host} sends us round in circles`, secrets))
  }

  async function ask(request: HttpRequest, priority: Priority): Promise<HttpAnswer> {
    if (!authorization || namesHeader(request, 'authorization')) return askOnce(request, priority, null)
    const secret = await credential.secret()
    try {
      return await askOnce(request, priority, secret)
    } catch (error) {
      if (!(error instanceof CrmFailure) || error.reason !== 'signIn') throw error
      const fresh = await credential.after(secret)
      if (fresh === null) throw error
      return await askOnce(request, priority, fresh)
    }
  }

  async function json(request: HttpRequest, priority: Priority): Promise<unknown> {
    const answer = await ask(request, priority)
    if (answer.status === 204) return null
    try {
      return JSON.parse(answer.text)
    } catch {
      const type = answer.headers.get('content-type') ?? 'nothing that says what it is'
      throw new CrmFailure('badAnswer', `no JSON, or cut off: ${type}, ${answer.text.length} characters`)
    }
  }

  return (priority) => ({
    ask: (request) => ask(request, priority),
    json: (request) => json(request, priority),
  })
}
