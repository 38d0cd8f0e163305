import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, loopback } from '../../interop/servers/ports.ts'
import { startProgram } from '../../interop/servers/program.ts'
import { startWebServer } from './web-server.ts'

export type Tryton = {
  /** As a user enters it, without the database. */
  readonly server: string
  readonly database: string
  readonly user: string
  readonly password: string
  readonly stop: () => Promise<void>
}

const database = 'crm'
const user = 'admin'
const password = 'secret-adm1n'
const modules = ['party', 'party_relationship', 'company', 'sale_opportunity']

/** `phonenumbers: false` runs it as where python3-phonenumbers isn't installed. */
export async function startTryton(
  within: string,
  { phonenumbers = true }: { readonly phonenumbers?: boolean } = {},
): Promise<Tryton> {
  const folder = join(within, 'tryton')
  await mkdir(join(folder, 'data'), { recursive: true })
  await mkdir(join(folder, 'hidden', 'phonenumbers'), { recursive: true })
  const root = `http://${loopback}:${await freePort()}/`
  const config = join(folder, 'trytond.conf')
  await writeFile(
    config,
    [
      '[database]',
      'uri = sqlite://',
      `path = ${join(folder, 'data')}`,
      '[web]',
      `listen = ${new URL(root).host}`,
      '',
    ].join('\n'),
  )
  await writeFile(join(folder, 'password'), `${password}\n`)
  // SQLite's file must be there before it can be filled.
  await writeFile(join(folder, 'data', `${database}.sqlite`), '')
  // Python finds this one first.
  await writeFile(join(folder, 'hidden', 'phonenumbers', '__init__.py'), 'raise ImportError("hidden")\n')

  const env = {
    TRYTONPASSFILE: join(folder, 'password'),
    ...(phonenumbers ? {} : { PYTHONPATH: join(folder, 'hidden') }),
  }
  const administer = async (name: string, args: readonly string[]): Promise<void> => {
    const program = startProgram({
      name,
      command: '/usr/bin/trytond-admin',
      args: ['-c', config, '-d', database, ...args],
      folder,
      env,
    })
    if ((await program.ended) !== 0) throw new Error(`trytond-admin ${args.join(' ')}: ${program.output()}`)
  }
  await administer('initialize', ['--all', '--email', 'admin@example.invalid'])
  await administer('modules', ['-u', ...modules, '--activate-dependencies'])

  const program = await startWebServer({
    name: 'trytond',
    command: '/usr/bin/trytond',
    args: ['-c', config, '-d', database],
    folder,
    env,
    url: root,
  })
  return { server: root, database, user, password, stop: program.stop }
}
