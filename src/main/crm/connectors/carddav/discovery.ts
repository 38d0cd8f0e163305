import { CrmFailure } from '../../failure.ts'
import { type Dav, placeAt } from './dav.ts'
import { respelled } from './hrefs.ts'
import { ABOUT_PLACE } from './requests.ts'
import { CARDDAV, childOf, DAV, type DavResponse, hrefsIn, textIn } from './xml.ts'

export type AddressBook = {
  /** With a slash at its end. */
  readonly url: string
  readonly label: string
  readonly writable: boolean
}

export type AddressBooks = {
  /** What ids are relative to, with a slash at its end. */
  readonly base: string
  /** In the order of their URLs. */
  readonly books: readonly AddressBook[]
}

/** What says that this isn't the place to ask. */
const NOT_HERE = [400, 403, 404, 405, 409, 410, 415, 501]
/** Of a place with a path that somebody entered: what was an address book there mustn't become all the others of the user. */
const NOT_THIS = NOT_HERE.filter((status) => status !== 404 && status !== 410)

/**
 * Finds the address books from what was entered (RFC 6764 §6, RFC 6352 §7.1): an address book itself, or a place that
 * says where the user's are. Throws `notFound` where there are none.
 */
export async function findAddressBooks(dav: Dav, server: string): Promise<AddressBooks> {
  const [first, ...others] = placesToAsk(server)
  for (const place of [first, ...others]) {
    const isEntered = place === first && new URL(place).pathname !== WELL_KNOWN
    const found = await addressBooksFrom(dav, place, server, isEntered ? NOT_THIS : NOT_HERE)
    if (found && found.books.length > 0) return found
  }
  throw new CrmFailure('notFound', `${server}: no address book is there, and none is named for this user`)
}

const WELL_KNOWN = '/.well-known/carddav'

/** An address without a path says least: there the well-known place is asked first. */
function placesToAsk(server: string): readonly [string, ...string[]] {
  const wellKnown = new URL(WELL_KNOWN, server).href
  const root = new URL('/', server).href
  const entered = new URL(server).href
  return entered === root ? [wellKnown, root] : [entered, wellKnown, root]
}

async function addressBooksFrom(
  dav: Dav,
  place: string,
  server: string,
  accept: readonly number[],
): Promise<AddressBooks | null> {
  const here = await about(dav, place, server, accept)
  if (!here) return null
  const book = bookOf(here, server)
  if (book) return { base: new URL('..', book.url).href, books: [book] }

  const [principal] = hrefsIn(here.response.prop(DAV, 'current-user-principal'))
  const homes = homesOf(here, server)
  if (homes.length > 0) return listBooks(dav, homes, server)
  if (principal === undefined) return null
  const there = await about(dav, placeAt(principal, here.url, server), server, NOT_HERE)
  return there ? listBooks(dav, homesOf(there, server), server) : null
}

type Place = { readonly url: string; readonly response: DavResponse }

async function about(
  dav: Dav,
  url: string,
  server: string,
  accept: readonly number[],
): Promise<Place | null> {
  try {
    const { url: at, found } = await dav.propfind({ url, body: ABOUT_PLACE, accept })
    const [response] = found?.responses ?? []
    // Some say so of the one resource that was asked for instead of the answer as a whole.
    if (response?.status === 404 && !accept.includes(404))
      throw new CrmFailure('notFound', `${url}: nothing is there`)
    return response ? { url: placeAt(response.href, at, server), response } : null
  } catch (error) {
    // The page that the browser shows for it.
    if (error instanceof CrmFailure && error.reason === 'badAnswer') return null
    throw error
  }
}

const homesOf = ({ url, response }: Place, server: string): readonly string[] =>
  hrefsIn(response.prop(CARDDAV, 'addressbook-home-set')).map((href) => withSlash(placeAt(href, url, server)))

async function listBooks(dav: Dav, homes: readonly string[], server: string): Promise<AddressBooks | null> {
  const [base] = homes
  if (base === undefined) return null
  const books: AddressBook[] = []
  for (const home of homes) {
    const { url, found } = await dav.propfind({ url: home, depth: '1', body: ABOUT_PLACE, accept: NOT_HERE })
    for (const response of found?.responses ?? []) {
      const book = bookOf({ url: placeAt(response.href, url, server), response }, server)
      if (book && !books.some((known) => known.url === book.url)) books.push(book)
    }
  }
  return { base, books: books.sort((one, other) => (one.url < other.url ? -1 : 1)) }
}

function bookOf({ url, response }: Place, server: string): AddressBook | null {
  const type = response.prop(DAV, 'resourcetype')
  if (!childOf(type, CARDDAV, 'addressbook')) return null
  const at = withSlash(placeAt(url, url, server))
  const name = new URL(at).pathname.split('/').at(-2) ?? ''
  return { url: at, label: textIn(response.prop(DAV, 'displayname')) || name, writable: isWritable(response) }
}

/** RFC 3744 §5.4; a server that says nothing of it is believed to let us. */
function isWritable(response: DavResponse): boolean {
  const set = response.prop(DAV, 'current-user-privilege-set')
  if (!set) return true
  return set.children.some((privilege) =>
    ['all', 'write', 'write-content'].some((name) => childOf(privilege, DAV, name)),
  )
}

function withSlash(url: string): string {
  const { href } = respelled(url)
  return href.endsWith('/') ? href : `${href}/`
}
