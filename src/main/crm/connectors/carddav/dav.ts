import { CrmFailure } from '../../failure.ts'
import type { Http, HttpAnswer, HttpRequest } from '../../http/http.ts'
import { type Multistatus, readMultistatus } from './xml.ts'

export type DavRequest = {
  readonly url: string
  readonly depth?: '0' | '1'
  readonly body: string
  /** Statuses beside 2xx that the caller reads itself. */
  readonly accept?: readonly number[]
}

/** An answer, and where it came from in the end. `found` is null for a status that the caller reads itself. */
export type DavAnswer = {
  readonly url: string
  readonly status: number
  readonly found: Multistatus | null
}

export type Dav = {
  readonly propfind: (request: DavRequest) => Promise<DavAnswer>
  readonly report: (request: DavRequest) => Promise<DavAnswer>
  readonly ask: (request: HttpRequest) => Promise<HttpAnswer>
}

const REDIRECTS = [301, 302, 303, 307, 308]
const MOST_REDIRECTS = 5

/** WebDAV over the connection's HTTP. Redirects are followed here: some lead to another host of the same site. */
export function createDav(http: Http, server: string): Dav {
  async function ask(method: string, request: DavRequest): Promise<DavAnswer> {
    let { url } = request
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const answer = await http.ask({
        method,
        url,
        headers: { 'content-type': 'application/xml; charset=utf-8', depth: request.depth ?? '0' },
        body: request.body,
        accept: [...(request.accept ?? []), ...REDIRECTS],
      })
      const to = REDIRECTS.includes(answer.status) ? answer.headers.get('location') : null
      if (to === null) return { url, status: answer.status, found: await foundIn(answer, request) }
      url = placeAt(to, url, server)
    }
    throw new CrmFailure('rejected', `${new URL(request.url).host} sends us round in circles`)
  }
  return {
    propfind: (request) => ask('PROPFIND', request),
    report: (request) => ask('REPORT', request),
    ask: http.ask,
  }
}

async function foundIn(answer: HttpAnswer, request: DavRequest): Promise<Multistatus | null> {
  if (answer.status === 207) return readMultistatus(answer.text)
  if (request.accept?.includes(answer.status)) return null
  throw new CrmFailure('badAnswer', `${answer.status} from ${request.url}: no WebDAV is spoken there`)
}

/** Where a server's href or redirect leads. Throws `rejected` where our password isn't meant to go. */
export function placeAt(href: string, from: string, server: string): string {
  const to = URL.canParse(href, from) ? new URL(href, from) : null
  if (to && maySignIn(to, new URL(server))) return to.href
  throw new CrmFailure(
    'rejected',
    `${new URL(from).host} sends us to ${to?.origin ?? 'an address that is none'}`,
  )
}

/**
 * The password goes to the server that was entered, and over https to its neighbours: iCloud answers at
 * `contacts.icloud.com` and keeps the cards at `p42-contacts.icloud.com`.
 */
function maySignIn(to: URL, server: URL): boolean {
  if (to.origin === server.origin) return true
  if (to.protocol !== 'https:') return false
  const [, ...parent] = server.hostname.split('.')
  const site = parent.length >= 2 ? parent.join('.') : server.hostname
  return to.hostname === server.hostname || to.hostname.endsWith(`.${site}`)
}
