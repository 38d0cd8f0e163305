import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Certificate } from './certificates.ts'
import { freePort, loopback } from './ports.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './wait.ts'

export const domain = 'offhook.test'

export type KamailioOptions = {
  readonly folder: string
  readonly name?: string
  /** Passwords by user name. */
  readonly users: Readonly<Record<string, string>>
  /** UDP ports by the first digit of the numbers that are sent there. */
  readonly carriers?: Readonly<Record<string, number>>
  readonly rtpenginePort: number
  readonly certificate?: Certificate
  /** Seconds: a REGISTER that asks for less gets 423. */
  readonly minExpires?: number
  /** False: sound goes from phone to phone, whatever each of them speaks. */
  readonly bridge?: boolean
}

export type Kamailio = {
  readonly ws: string
  /** Empty without a certificate. */
  readonly wss: string
  /** UDP and TCP. */
  readonly sipPort: number
  /** TLS, the same port as for WSS; `host:port`, empty without a certificate. */
  readonly tls: string
  readonly stop: () => Promise<void>
  /** Starts it again on the same ports, after `stop`; it has forgotten who was registered. */
  readonly start: () => Promise<void>
  /** Silent without closing anything, as behind a path that drops packets; `thaw` ends it. */
  readonly freeze: () => void
  readonly thaw: () => void
}

const configuration = new URL('kamailio.cfg', import.meta.url)

export async function startKamailio(options: KamailioOptions): Promise<Kamailio> {
  const name = options.name ?? 'kamailio'
  const folder = join(options.folder, name)
  await mkdir(join(folder, 'run'), { recursive: true })
  const [sipPort, wsPort, wssPort] = [await freePort(), await freePort(), await freePort()]
  const file = join(folder, 'kamailio.cfg')
  const { certificate } = options
  const values: Record<string, string | number> = {
    DEBUG: 1,
    DOMAIN: domain,
    HOST: loopback,
    SIP_PORT: sipPort,
    WS_PORT: wsPort,
    RTPENGINE_PORT: options.rtpenginePort,
    MIN_EXPIRES: options.minExpires ?? 1,
    NO_BRIDGE: options.bridge === false ? 'return;' : '',
    USERS: table('users', options.users),
    CARRIERS: table('carriers', addresses(options.carriers ?? {})),
    TLS: certificate ? 'yes' : 'no',
    LISTEN_TLS: certificate ? `listen=tls:${loopback}:${wssPort}` : '',
    LOAD_TLS: certificate ? 'loadmodule "tls.so"' : '',
    SETTINGS_TLS: certificate ? tlsSettings(certificate) : '',
  }
  const template = await readFile(configuration, 'utf8')
  await writeFile(
    file,
    template.replace(/@([A-Z_]+)@/g, (_, key: string) => String(values[key] ?? '')),
  )

  let program: Program | null = null
  const start = async () => {
    const args = ['-f', file, '-Y', join(folder, 'run'), '-DD', '-E', '-m', '32', '-M', '8']
    const started = startProgram({ name: 'kamailio', command: 'kamailio', args, folder })
    program = started
    await until(
      'Kamailio listens',
      async () => {
        if (!started.running()) throw new Error(`Kamailio ended: ${started.output().slice(-2000)}`)
        const ports = certificate ? [sipPort, wsPort, wssPort] : [sipPort, wsPort]
        return (await Promise.all(ports.map(listens))).every(Boolean)
      },
      { also: () => `\n${started.output().slice(-2000)}` },
    )
  }
  const stop = async () => {
    await program?.stop()
    program = null
  }
  await start()

  return {
    ws: `ws://${loopback}:${wsPort}`,
    wss: certificate ? `wss://localhost:${wssPort}` : '',
    sipPort,
    tls: certificate ? `localhost:${wssPort}` : '',
    start,
    stop,
    freeze: () => program?.signal('SIGSTOP'),
    thaw: () => program?.signal('SIGCONT'),
  }
}

const table = (name: string, entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([key, value]) => `  $sht(${name}=>${key}) = "${value}";`)
    .join('\n')

const addresses = (ports: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(ports).map(([digit, port]) => [digit, `${loopback}:${port}`]))

const tlsSettings = ({ certificate, key }: Certificate): string =>
  [
    `modparam("tls", "certificate", "${certificate}")`,
    `modparam("tls", "private_key", "${key}")`,
    'modparam("tls", "tls_method", "TLSv1.2+")',
    'modparam("tls", "verify_certificate", 0)',
  ].join('\n')

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, loopback)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
