import { join } from 'node:path'
import type { Certificate } from './certificates.ts'
import { startKamailioProgram, tlsValues } from './kamailio-program.ts'
import { betweenServers, freePort, loopback } from './ports.ts'

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
  /** Agents come by an edge proxy (`edge.ts`). */
  readonly behindEdge?: boolean
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

export async function startKamailio(options: KamailioOptions): Promise<Kamailio> {
  const [sipPort, wsPort, wssPort] = [await freePort(), await freePort(), await freePort()]
  const { certificate } = options
  const program = await startKamailioProgram({
    folder: join(options.folder, options.name ?? 'kamailio'),
    configuration: 'kamailio.cfg',
    values: {
      DEBUG: 1,
      DOMAIN: domain,
      HOST: loopback,
      SIP_PORT: sipPort,
      WS_PORT: wsPort,
      RTPENGINE: `${betweenServers}:${options.rtpenginePort}`,
      MIN_EXPIRES: options.minExpires ?? 1,
      NO_BRIDGE: options.bridge === false ? 'return;' : '',
      SETTINGS_PATH: options.behindEdge === true ? behindEdge : '',
      USERS: table('users', options.users),
      CARRIERS: table('carriers', addresses(options.carriers ?? {})),
      ...tlsValues(certificate, wssPort),
    },
    ports: certificate ? [sipPort, wsPort, wssPort] : [sipPort, wsPort],
  })

  return {
    ws: `ws://${loopback}:${wsPort}`,
    wss: certificate ? `wss://localhost:${wssPort}` : '',
    sipPort,
    tls: certificate ? `localhost:${wssPort}` : '',
    start: program.start,
    stop: program.stop,
    freeze: () => program.signal('SIGSTOP'),
    thaw: () => program.signal('SIGCONT'),
  }
}

/** Keeps the way that a REGISTER came by (RFC 3327), and flows where the way has them (RFC 5626). */
const behindEdge = ['modparam("registrar", "use_path", 1)', 'modparam("registrar", "outbound_mode", 1)'].join(
  '\n',
)

const table = (name: string, entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([key, value]) => `  $sht(${name}=>${key}) = "${value}";`)
    .join('\n')

const addresses = (ports: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(ports).map(([digit, port]) => [digit, `${loopback}:${port}`]))
