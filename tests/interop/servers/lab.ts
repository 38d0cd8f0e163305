import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type AgentPhone, createAgentPhone, type PhoneOptions } from '../phones/agent-phone.ts'
import { type Customer, startCustomer } from '../phones/customer.ts'
import { type Baresip, type BaresipOptions, startBaresip } from './baresip.ts'
import { type Authority, type Certificate, createAuthority } from './certificates.ts'
import { type Edge, type EdgeOptions, startEdge } from './edge.ts'
import { type Kamailio, type KamailioOptions, startKamailio } from './kamailio.ts'
import { freePort, loopback } from './ports.ts'
import { killAll } from './program.ts'
import { openRtpEnd, type RtpEnd } from './rtp-end.ts'
import { type Rtpengine, startRtpengine } from './rtpengine.ts'
import { type Sipp, type SippOptions, startSipp } from './sipp.ts'
import { openTlsFront } from './tls-front.ts'
import { toneFrames } from './tone.ts'

export const users = { anna: 'anna-secret', ben: 'ben-secret', carol: 'carol-secret' } as const
export type User = keyof typeof users

type FarEnd = { readonly sipp: Sipp; readonly audio: RtpEnd }
type FarEndOptions = Pick<SippOptions, 'fill' | 'pause' | 'within' | 'calls'> & {
  readonly tone?: number
  /** The server that an agent is called at; left out: the one of all tests. */
  readonly proxyPort?: number
}

export type Lab = {
  readonly folder: () => string
  readonly kamailio: () => Kamailio
  readonly rtpengine: () => Rtpengine
  readonly authority: () => Authority
  /** A phone that is registered already, and stopped after the test. */
  readonly phone: (user: User, options?: Partial<PhoneOptions>) => Promise<AgentPhone>
  /** A phone that was never started. */
  readonly newPhone: (user: User, options?: Partial<PhoneOptions>) => AgentPhone
  /** A customer's phone, stopped after the test. */
  readonly customer: (user: User, options?: { readonly tone?: number }) => Promise<Customer>
  /** SIPp calls an agent through Kamailio, or straight at the port `at`. */
  readonly caller: (
    scenario: string,
    to: User,
    options?: FarEndOptions & { readonly at?: number },
  ) => Promise<FarEnd>
  /** SIPp answers a carrier's numbers, which begin with `digit`. */
  readonly callee: (scenario: string, digit: keyof Carriers, options?: FarEndOptions) => Promise<FarEnd>
  /** SIPp as the server itself that a line registers at. Over TLS with `openTlsFront` before it. */
  readonly registrar: (
    scenario: string,
    transport: 'udp' | 'tcp' | 'tls',
    options?: FarEndOptions,
  ) => Promise<FarEnd & { readonly line: Pick<PhoneOptions, 'transport' | 'server' | 'authority'> }>
  /** A desk phone, registered at the server of all tests unless `proxy` says otherwise. */
  readonly deskPhone: (user: User, options: DeskPhoneOptions) => Promise<Baresip>
  /** SIPp calls an agent and plays a tone by itself, without listening. */
  readonly streamingCaller: (to: User, tone: number) => Promise<Sipp>
  readonly sipp: (
    options: Omit<SippOptions, 'folder' | 'proxyPort'> & Partial<Pick<SippOptions, 'proxyPort'>>,
  ) => Promise<Sipp>
  /** Another Kamailio, for what needs other settings. */
  readonly anotherKamailio: (options: Partial<KamailioOptions>) => Promise<Kamailio>
  /** An edge proxy before another Kamailio, which is told of agents by it alone. */
  readonly edge: (
    options: Pick<EdgeOptions, 'outbound' | 'flowTimer' | 'connectionSeconds'>,
  ) => Promise<Edge & { readonly registrar: Kamailio }>
  /** Runs after the test, last in first out. */
  readonly afterTest: (run: () => unknown) => void
}

/** What scenarios are filled with unless a test says otherwise. */
const ordinary = {
  CALLER: '+49301234567',
  CALLER_NAME: 'Erika Mustermann',
  HEADERS: 'X-Lead-Id: L-4711',
  LOST: 0,
  REFRESHER: 'uas',
  ALLOW: 'INVITE, ACK, CANCEL, BYE, PRACK, UPDATE',
  REFUSALS: 0,
  REFUSAL: '491 Request Pending',
  REASON: 'Q.850;cause=127',
  TRANSFER_RESULT: '200 OK',
}

type DeskPhoneOptions = Pick<BaresipOptions, 'tone'> &
  Partial<Omit<BaresipOptions, 'folder' | 'user' | 'password'>>

type Carriers = { readonly 7: number; readonly 8: number }

/**
 * Real servers for the tests of one file: a registrar and proxy, and a media bridge. What a test starts ends with it;
 * the folder with all logs is kept when a test failed.
 */
export function useLab(): Lab {
  let edges = 0
  let folder = ''
  let kamailio: Kamailio | null = null
  let rtpengine: Rtpengine | null = null
  let authority: Authority | null = null
  let certificate: Certificate | null = null
  let carriers: Carriers = { 7: 0, 8: 0 }
  let failed = false
  const ends: (() => unknown)[] = []
  const sipps: Sipp[] = []

  const started = <Part>(part: Part | null): Part => {
    if (!part) throw new Error('the servers have not been started')
    return part
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offhook-interop-'))
    carriers = { 7: await freePort(), 8: await freePort() }
    authority = await createAuthority(folder)
    certificate = await authority.issue({ name: 'server', names: 'DNS:localhost,IP:127.0.0.1' })
    rtpengine = await startRtpengine({ folder })
    kamailio = await startKamailio({
      folder,
      users,
      carriers: { 7: carriers[7], 8: carriers[8] },
      rtpenginePort: rtpengine.port,
      certificate,
    })
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      failed = true
      for (const { report } of sipps) console.log(report())
    }
    sipps.length = 0
    for (const end of ends.splice(0).reverse()) await end()
  })

  afterAll(async () => {
    await kamailio?.stop()
    await rtpengine?.stop()
    // What failed while it started belongs to nobody yet.
    killAll()
    if (failed) console.log(`The servers' logs are kept in ${folder}`)
    else await rm(folder, { recursive: true, force: true })
  })

  const afterTest = (run: () => unknown) => {
    ends.push(run)
  }

  const newPhone = (user: User, options: Partial<PhoneOptions> = {}) => {
    const phone = createAgentPhone({
      server: started(kamailio).ws,
      user,
      password: users[user],
      ...options,
    })
    afterTest(phone.stop)
    return phone
  }

  const sipp: Lab['sipp'] = async (options) => {
    const running = await startSipp({ folder, proxyPort: started(kamailio).sipPort, ...options })
    sipps.push(running)
    afterTest(running.stop)
    return running
  }

  const farEnd = async (options: FarEndOptions, own: Partial<SippOptions> & { scenario: string }) => {
    const { tone = 440, ...given } = options
    const audio = await openRtpEnd(tone)
    afterTest(audio.close)
    const fill = { ...ordinary, ...given.fill }
    return { audio, sipp: await sipp({ ...given, ...own, fill, audioPort: audio.port }) }
  }

  const anotherKamailio: Lab['anotherKamailio'] = async (options) => {
    const another = await startKamailio({
      folder,
      users,
      rtpenginePort: started(rtpengine).port,
      name: 'another-kamailio',
      ...options,
    })
    afterTest(another.stop)
    return another
  }

  return {
    folder: () => folder,
    kamailio: () => started(kamailio),
    rtpengine: () => started(rtpengine),
    authority: () => started(authority),
    newPhone,
    phone: async (user, options) => {
      const phone = newPhone(user, options)
      phone.start()
      await phone.state('registered')
      return phone
    },
    customer: async (user, { tone = 440 } = {}) => {
      const password = users[user]
      const customer = await startCustomer({ server: started(kamailio).ws, user, password, tone })
      afterTest(customer.stop)
      return customer
    },
    caller: (scenario, to, { at, ...options } = {}) =>
      farEnd(options, { scenario, to, ...(at !== undefined && { proxyPort: at }) }),
    callee: (scenario, digit, options = {}) => farEnd(options, { scenario, port: carriers[digit] }),
    registrar: async (scenario, transport, options = {}) => {
      const port = await freePort()
      const far = await farEnd(options, { scenario, transport, port })
      if (transport !== 'tls') return { ...far, line: { transport, server: `${loopback}:${port}` } }
      const front = await openTlsFront(started(certificate), port)
      afterTest(front.close)
      const { certificate: trusted } = started(authority)
      return { ...far, line: { transport, server: `localhost:${front.port}`, authority: trusted } }
    },
    deskPhone: async (user, options) => {
      const phone = await startBaresip({
        folder,
        user,
        password: users[user],
        proxy: `${loopback}:${started(kamailio).sipPort}`,
        certificate: started(certificate),
        authority: started(authority).certificate,
        ...options,
      })
      afterTest(phone.stop)
      return phone
    },
    streamingCaller: async (to, tone) => {
      const file = join(folder, `tone-${tone}.ulaw`)
      await writeFile(file, Buffer.concat(toneFrames(tone)))
      return sipp({ scenario: 'caller-streams', to, fill: { ...ordinary, FILE: file } })
    },
    sipp,
    anotherKamailio,
    edge: async (options) => {
      edges += 1
      const registrar = await anotherKamailio({
        name: `behind-edge-${edges}`,
        behindEdge: true,
        carriers: { 7: carriers[7], 8: carriers[8] },
      })
      const edge = await startEdge({
        folder,
        name: `edge-${edges}`,
        registrarPort: registrar.sipPort,
        certificate: started(certificate),
        ...options,
      })
      afterTest(edge.stop)
      return { ...edge, registrar }
    },
    afterTest,
  }
}
