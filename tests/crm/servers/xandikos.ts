import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, loopback } from '../../interop/servers/ports.ts'
import { type AddressBookServer, basic, makeAddressBook } from './address-book-server.ts'
import { startWebServer } from './web-server.ts'

/** It asks for no password and believes every one. */
const user = 'agent'
const password = 'any'

export async function startXandikos(within: string): Promise<AddressBookServer> {
  const folder = join(within, 'xandikos')
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  const url = `http://${loopback}:${port}/`
  const args = ['-d', join(folder, 'data'), '--defaults', '-l', loopback, '-p', String(port)]
  args.push('--current-user-principal', `/${user}/`)
  const program = await startWebServer({ name: 'xandikos', command: '/usr/bin/xandikos', args, folder, url })
  return {
    name: 'Xandikos',
    url,
    user,
    password,
    book: new URL(`${user}/contacts/addressbook/`, url).href,
    addBook: (name, label) =>
      makeAddressBook(new URL(`${user}/contacts/${name}/`, url).href, label, basic(user, password)),
    stop: program.stop,
  }
}
