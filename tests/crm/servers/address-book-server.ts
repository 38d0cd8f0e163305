/** A real CardDAV server with one empty address book. */
export type AddressBookServer = {
  readonly name: string
  /** Where discovery begins, with a slash at its end. */
  readonly url: string
  readonly user: string
  readonly password: string
  /** The address book's own URL, with a slash at its end. */
  readonly book: string
  /** Makes another address book beside it; gives its URL. */
  readonly addBook: (name: string, label: string) => Promise<string>
  readonly stop: () => Promise<void>
}

const ADDRESS_BOOK = (label: string): string => `<?xml version="1.0"?>
<mkcol xmlns="DAV:" xmlns:CR="urn:ietf:params:xml:ns:carddav"><set><prop>
<resourcetype><collection/><CR:addressbook/></resourcetype><displayname>${label}</displayname>
</prop></set></mkcol>`

/** Makes an address book by an extended MKCOL (RFC 5689). */
export async function makeAddressBook(url: string, label: string, authorization: string): Promise<string> {
  const answer = await fetch(url, {
    method: 'MKCOL',
    headers: { Authorization: authorization, 'Content-Type': 'application/xml' },
    body: ADDRESS_BOOK(label),
  })
  if (answer.status !== 201) throw new Error(`MKCOL ${url}: ${answer.status} ${await answer.text()}`)
  return url
}

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
