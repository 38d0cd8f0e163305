import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, loopback } from '../../interop/servers/ports.ts'
import { type ProgramOptions, startProgram } from '../../interop/servers/program.ts'
import { startWebServer } from './web-server.ts'

export type Tryton = {
  /** As a user enters it, without the database. */
  readonly server: string
  readonly database: string
  readonly user: string
  readonly password: string
  /** Its database as it was before anybody used it. */
  readonly untouched: string
  readonly stop: () => Promise<void>
}

const database = 'crm'
const user = 'admin'
const password = 'secret-adm1n'
const modules = ['party', 'party_relationship', 'company', 'sale_opportunity']

export type TrytonOptions = {
  /** False runs it as where python3-phonenumbers isn't installed. */
  readonly phonenumbers?: boolean
  /** Begins as this one did: to make a database takes a quarter of a minute. */
  readonly like?: Tryton
}

export async function startTryton(within: string, options: TrytonOptions = {}): Promise<Tryton> {
  const { phonenumbers = true, like } = options
  const folder = join(within, 'tryton')
  const file = join(folder, 'data', `${database}.sqlite`)
  const root = `http://${loopback}:${await freePort()}/`
  const setUp = await prepare(folder, root, phonenumbers)
  if (like) await copyFile(like.untouched, file)
  else await makeDatabase(setUp, file)
  const untouched = join(folder, 'untouched.sqlite')
  await copyFile(file, untouched)

  const program = await startWebServer({
    ...setUp.program,
    name: 'trytond',
    command: '/usr/bin/trytond',
    args: setUp.program.args,
    url: root,
  })
  return { server: root, database, user, password, untouched, stop: program.stop }
}

type SetUp = {
  readonly program: Pick<ProgramOptions, 'args' | 'folder'> & { readonly env: NodeJS.ProcessEnv }
}

async function prepare(folder: string, root: string, phonenumbers: boolean): Promise<SetUp> {
  const hidden = join(folder, 'hidden')
  await mkdir(join(folder, 'data'), { recursive: true })
  await mkdir(join(hidden, 'phonenumbers'), { recursive: true })
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
  // Python finds this one first.
  await writeFile(join(hidden, 'phonenumbers', '__init__.py'), 'raise ImportError("hidden")\n')
  const env = {
    TRYTONPASSFILE: join(folder, 'password'),
    ...(phonenumbers ? {} : { PYTHONPATH: hidden }),
  }
  return { program: { args: ['-c', config, '-d', database], folder, env } }
}

async function makeDatabase({ program }: SetUp, file: string): Promise<void> {
  // SQLite's file must be there before it can be filled.
  await writeFile(file, '')
  for (const [name, args] of [
    ['initialize', ['--all', '--email', 'admin@example.invalid']],
    ['modules', ['-u', ...modules, '--activate-dependencies']],
  ] as const) {
    const whole = [...program.args, ...args]
    const run = startProgram({ ...program, name, command: '/usr/bin/trytond-admin', args: whole })
    if ((await run.ended) !== 0) throw new Error(`trytond-admin ${whole.join(' ')}: ${run.output()}`)
  }
}
