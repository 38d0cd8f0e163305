import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, loopback } from '../../interop/servers/ports.ts'
import { type AddressBookServer, basic, makeAddressBook } from './address-book-server.ts'
import { startWebServer } from './web-server.ts'

const user = 'agent'
const password = 'secret with ümlaut: and colon'

export async function startRadicale(within: string): Promise<AddressBookServer> {
  const folder = join(within, 'radicale')
  await mkdir(folder, { recursive: true })
  const url = `http://${loopback}:${await freePort()}/`
  const config = join(folder, 'config')
  await writeFile(join(folder, 'users'), `${user}:${password}\n`)
  await writeFile(
    config,
    [
      '[server]',
      `hosts = ${new URL(url).host}`,
      '[auth]',
      'type = htpasswd',
      `htpasswd_filename = ${join(folder, 'users')}`,
      'htpasswd_encryption = plain',
      // By default it keeps whoever has a wrong password waiting.
      'delay = 0',
      '[rights]',
      'type = owner_only',
      '[storage]',
      `filesystem_folder = ${join(folder, 'collections')}`,
      '',
    ].join('\n'),
  )
  const args = ['--config', config]
  const program = await startWebServer({ name: 'radicale', command: '/usr/bin/radicale', args, folder, url })
  const addBook = (name: string, label: string): Promise<string> =>
    makeAddressBook(new URL(`${user}/${name}/`, url).href, label, basic(user, password))
  return {
    name: 'Radicale',
    url,
    user,
    password,
    book: await addBook('contacts', 'Contacts'),
    addBook,
    stop: program.stop,
  }
}
