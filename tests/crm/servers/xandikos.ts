import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, loopback } from '../../interop/servers/ports.ts'
import { type AddressBookServer, basic, makeAddressBook } from './address-book-server.ts'
import { openPasswordFront } from './password-front.ts'
import { startWebServer } from './web-server.ts'

const user = 'agent'
const password = 'secret-of-the-front'

export async function startXandikos(within: string): Promise<AddressBookServer> {
  const folder = join(within, 'xandikos')
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  const args = ['-d', join(folder, 'data'), '--defaults', '-l', loopback, '-p', String(port)]
  args.push('--current-user-principal', `/${user}/`)
  const program = await startWebServer({
    name: 'xandikos',
    command: '/usr/bin/xandikos',
    args,
    folder,
    url: `http://${loopback}:${port}/`,
  })
  // By itself it believes everybody.
  const front = await openPasswordFront(port, user, password)
  const url = `http://${loopback}:${front.port}/`
  return {
    name: 'Xandikos',
    url,
    user,
    password,
    book: new URL(`${user}/contacts/addressbook/`, url).href,
    addBook: (name, label) =>
      makeAddressBook(new URL(`${user}/contacts/${name}/`, url).href, label, basic(user, password)),
    stop: async () => {
      await front.close()
      await program.stop()
    },
  }
}
