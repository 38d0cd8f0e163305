import type { CrmFailureReason } from '../../../../../domain/crm/failure.ts'
import { CrmFailure } from '../../../failure.ts'
import type { Http, HttpAnswer, HttpRequest } from '../../../http/http.ts'

export type BookManners = {
  /** RFC 6578; `truncating` tells two changes at a time. */
  readonly sync?: 'whole' | 'truncating' | 'none'
  /** How many cards an answer may have before it is too large; 0: multiget isn't spoken. */
  readonly multiget?: number
  readonly changeTag?: boolean
  /** How a path is written in an answer. */
  readonly spell?: (path: string) => string
}

export type ScriptedBook = {
  readonly http: Http
  readonly url: string
  /** What was asked so far: method and path. */
  readonly asked: string[]
  readonly put: (name: string, text: string) => void
  readonly remove: (name: string) => void
  /** A card that the server fails on, or that is larger than any. */
  readonly spoil: (name: string, how: 'fails' | 'tooLarge') => void
  /** Every request is answered with this from now on; null as before. */
  readonly answerAll: (status: number | null) => void
}

type Card = { readonly text: string; readonly etag: string; readonly spoilt: 'fails' | 'tooLarge' | null }
type Change = { readonly path: string; readonly gone: boolean }

const folder = '/dav/agent/contacts/'
const HEAD =
  '<d:multistatus xmlns:d="DAV:" xmlns:card="urn:ietf:params:xml:ns:carddav" xmlns:cs="http://calendarserver.org/ns/">'

/** One address book of a server with the manners that servers in the field have. In memory, behind the `Http` port. */
export function scriptedBook(manners: BookManners = {}): ScriptedBook {
  const { sync = 'whole', multiget = 100, changeTag = true, spell = (path) => path } = manners
  const cards = new Map<string, Card>()
  const changes: Change[] = []
  const asked: string[] = []
  let always: number | null = null

  const response = (path: string, properties: string): string =>
    `<d:response><d:href>${spell(path)}</d:href><d:propstat><d:prop>${properties}</d:prop>` +
    '<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>'
  const status = (path: string, code: number): string =>
    `<d:response><d:href>${spell(path)}</d:href><d:status>HTTP/1.1 ${code} Status</d:status></d:response>`
  const about = (): string =>
    response(
      folder,
      '<d:resourcetype><d:collection/><card:addressbook/></d:resourcetype><d:displayname>Contacts</d:displayname>' +
        (changeTag ? `<cs:getctag>tag-${changes.length}</cs:getctag>` : ''),
    )
  const listed = ([path, { etag }]: readonly [string, Card]): string =>
    response(path, `<d:getetag>${etag}</d:getetag><d:resourcetype/>`)

  function propfind(path: string, deep: boolean): HttpAnswer {
    const one = cards.get(path)
    if (one) return multistatus(listed([path, one]))
    if (path !== folder) return answer(404)
    return multistatus(about() + (deep ? [...cards].map(listed).join('') : ''))
  }

  function changed(body: string): HttpAnswer {
    if (sync === 'none') return answer(405)
    const [, token = ''] = /<sync-token>(.*)<\/sync-token>/.exec(body) ?? []
    if (!/^(token-\d+)?$/.test(token)) return answer(403)
    const from = token === '' ? 0 : Number(token.slice('token-'.length))
    const to = sync === 'truncating' ? Math.min(changes.length, from + 2) : changes.length
    const paths = new Set(changes.slice(from, to).map(({ path }) => path))
    const told = [...paths].map((path) => {
      const card = cards.get(path)
      return card ? listed([path, card]) : status(path, 404)
    })
    if (to < changes.length) told.push(status(folder, 507))
    return multistatus(`${told.join('')}<d:sync-token>token-${to}</d:sync-token>`)
  }

  function several(body: string): HttpAnswer {
    if (multiget === 0) return answer(501)
    const paths = [...body.matchAll(/<href>(.*?)<\/href>/g)].map(([, path = '']) => path)
    if (paths.length > multiget) throw new CrmFailure('tooLarge', 'the answer is too large')
    const found = paths.map((path) => {
      const card = cards.get(path)
      if (card?.spoilt === 'tooLarge') throw new CrmFailure('tooLarge', 'the answer is too large')
      if (card?.spoilt === 'fails') return ''
      if (!card) return status(path, 404)
      return response(
        path,
        `<d:getetag>${card.etag}</d:getetag><card:address-data>${card.text}</card:address-data>`,
      )
    })
    return multistatus(found.join(''))
  }

  function single({ method, headers, body }: HttpRequest, path: string): HttpAnswer {
    const card = cards.get(path)
    if (method === 'GET') {
      if (card?.spoilt === 'tooLarge') throw new CrmFailure('tooLarge', 'more than 32 MB')
      if (card?.spoilt === 'fails') return answer(500)
      return card ? answer(200, card.text, { etag: card.etag }) : answer(404)
    }
    const match = headers?.['if-match']
    if (match !== undefined && match !== card?.etag.replace(/^W\//, '')) return answer(412)
    if (headers?.['if-none-match'] !== undefined && card) return answer(412)
    put(path, body ?? '')
    return answer(201)
  }

  function put(path: string, text: string): void {
    changes.push({ path, gone: false })
    cards.set(path, { text, etag: `"${changes.length}"`, spoilt: null })
  }

  const ask = (request: HttpRequest): HttpAnswer => {
    const path = new URL(request.url).pathname
    const body = request.body ?? ''
    asked.push(`${request.method} ${path}`)
    if (always !== null) return answer(always)
    if (request.method === 'PROPFIND') return propfind(path, request.headers?.depth === '1')
    if (request.method !== 'REPORT') return single(request, path)
    return body.includes('sync-collection') ? changed(body) : several(body)
  }

  return {
    url: `https://cards.example${folder}`,
    asked,
    http: acceptingHttp(ask),
    put: (name, text) => put(folder + name, text),
    remove: (name) => {
      cards.delete(folder + name)
      changes.push({ path: folder + name, gone: true })
    },
    spoil: (name, spoilt) => {
      const card = cards.get(folder + name)
      if (card) cards.set(folder + name, { ...card, spoilt })
    },
    answerAll: (code) => {
      always = code
    },
  }
}

const REASONS: Readonly<Record<number, CrmFailureReason>> = { 404: 'notFound', 412: 'conflict' }

/** Answers as the port does: what the caller doesn't take is thrown. */
export function acceptingHttp(answerTo: (request: HttpRequest) => HttpAnswer): Http {
  const ask = (request: HttpRequest): Promise<HttpAnswer> => {
    const given = answerTo(request)
    if (given.status < 300 || request.accept?.includes(given.status)) return Promise.resolve(given)
    const reason = REASONS[given.status] ?? (given.status >= 500 ? 'server' : 'rejected')
    return Promise.reject(new CrmFailure(reason, String(given.status)))
  }
  return {
    ask: async (request) => ask(request),
    json: async (request) => JSON.parse((await ask(request)).text) as unknown,
  }
}

export const answer = (status: number, text = '', headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  text,
  headers: new Headers(headers),
  date: null,
})

export const multistatus = (inside: string): HttpAnswer => answer(207, `${HEAD}${inside}</d:multistatus>`)
