// What is asked of an address book, as XML.
const NAMESPACES =
  'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav" xmlns:CS="http://calendarserver.org/ns/"'
const HEADER = '<?xml version="1.0" encoding="utf-8"?>\n'

export const xmlText = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'))

const propfind = (properties: string): string =>
  `${HEADER}<propfind ${NAMESPACES}><prop>${properties}</prop></propfind>`

/** What a place is, and where the user's address books are (RFC 6352 §7.1, RFC 5397). */
export const ABOUT_PLACE = propfind(
  '<resourcetype/><displayname/><current-user-principal/><current-user-privilege-set/><C:addressbook-home-set/>',
)
/** Changes whenever anything in the collection does. */
export const CHANGE_TAG = propfind('<CS:getctag/>')
export const ETAGS = propfind('<getetag/><resourcetype/>')

/** RFC 6578. Without a limit: servers that cut the list off have been seen to give a token that is too new. */
export const changesSince = (token: string): string =>
  `${HEADER}<sync-collection ${NAMESPACES}><sync-token>${xmlText(token)}</sync-token>` +
  '<sync-level>1</sync-level><prop><getetag/></prop></sync-collection>'

/** RFC 6352 §8.7. */
export const cardsAt = (hrefs: readonly string[]): string =>
  `${HEADER}<C:addressbook-multiget ${NAMESPACES}><prop><getetag/><C:address-data/></prop>` +
  `${hrefs.map((href) => `<href>${xmlText(href)}</href>`).join('')}</C:addressbook-multiget>`
