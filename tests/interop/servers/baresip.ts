import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Certificate } from './certificates.ts'
import { domain } from './kamailio.ts'
import { freePort, freePortRange, loopback } from './ports.ts'
import { startProgram } from './program.ts'
import { createEar, type Heard } from './tone.ts'
import { until } from './wait.ts'
import { lastFrames, toneWav } from './wav.ts'

export type BaresipOptions = {
  readonly folder: string
  readonly user: string
  readonly password: string
  /** Where it registers, `host:port`; null for a phone that registers nowhere and is called at its own address. */
  readonly proxy: string | null
  /** UDP when left out. */
  readonly transport?: 'udp' | 'tcp' | 'tls'
  /** Its own, and whom it trusts (PEM file): TLS wants both. */
  readonly certificate?: Certificate
  readonly authority?: string
  /** The only codec it speaks; PCMU when left out. */
  readonly codec?: keyof typeof codecs
  /** Speaks SRTP with keys in its SDP (RFC 4568), or not at all. */
  readonly srtp?: boolean
  /** Hz that it speaks with. */
  readonly tone: number
  /** False: it only rings. */
  readonly answers?: boolean
}

export type BaresipEvent = { readonly type: string; readonly [key: string]: unknown }

/** A desk phone without a desk: registered, and answers every call. */
export type Baresip = {
  /** Where it is called, `host:port`. */
  readonly at: string
  /** A user at its server, or a whole address: `sip:user@host:port`. */
  readonly dial: (to: string) => void
  readonly hangUp: () => void
  /** Types a digit in the call. */
  readonly type: (digit: string) => void
  /** Digits that came. */
  readonly digits: () => string
  /** Waits for an event of its own, `CALL_ESTABLISHED` for example. */
  readonly event: (type: string) => Promise<BaresipEvent>
  /** Of what came to it last, decoded by itself. */
  readonly heard: () => Promise<Heard>
  readonly stop: () => Promise<void>
}

const modules = '/usr/lib/baresip/modules'
const secondsOfTone = 60
/** As baresip calls them, and the module that has them. */
const codecs = {
  opus: { name: 'opus/48000/2', module: 'opus.so' },
  G722: { name: 'G722/16000/1', module: 'g722.so' },
  PCMA: { name: 'PCMA/8000/1', module: 'g711.so' },
  PCMU: { name: 'PCMU/8000/1', module: 'g711.so' },
} as const
let count = 0

export async function startBaresip(options: BaresipOptions): Promise<Baresip> {
  const { user, transport = 'udp', srtp = false } = options
  const codec = codecs[options.codec ?? 'PCMU']
  count += 1
  const name = `baresip-${user}-${count}`
  const folder = join(options.folder, name)
  const [sip, control, rtp] = [await freePort(), await freePort(), await freePortRange(20)]
  const tone = join(folder, 'tone.wav')
  await mkdir(join(folder, 'heard'), { recursive: true })
  await writeFile(tone, toneWav(options.tone, secondsOfTone))
  await writeFile(join(folder, 'contacts'), '')
  const answermode = options.answers === false ? 'manual' : 'auto'
  const security = await tlsSettings(folder, options)
  await writeFile(
    join(folder, 'accounts'),
    (options.proxy === null
      ? `<sip:${user}@${loopback}:${sip};transport=${transport}>;regint=0`
      : `<sip:${user}@${domain};transport=${transport}>;auth_user=${user};auth_pass=${options.password}` +
        `;outbound="sip:${options.proxy};transport=${transport}";regint=60`) +
      `;answermode=${answermode}` +
      `;audio_codecs=${codec.name};ptime=20${srtp ? ';mediaenc=srtp-mand' : ''}\n`,
  )
  await writeFile(
    join(folder, 'config'),
    `poll_method epoll
sip_listen ${loopback}:${sip}
${security}
net_interface ${loopback}
rtp_ports ${rtp}-${rtp + 19}
audio_source aufile,${tone}
audio_player aubridge,heard
audio_alert aubridge,alert
ausrc_srate 8000
ausrc_channels 1
auplay_srate 8000
auplay_channels 1
snd_path ${join(folder, 'heard')}
ctrl_tcp_listen ${loopback}:${control}
module_path ${modules}
module ${codec.module}
${srtp ? 'module srtp.so' : ''}
module sndfile.so
module aufile.so
module aubridge.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
`,
  )
  const program = startProgram({
    name,
    command: 'baresip',
    folder: options.folder,
    args: ['-f', folder],
  })
  const events: BaresipEvent[] = []
  const event = (type: string) =>
    until(`baresip: ${type}`, () => events.find((one) => one.type === type), {
      also: () => `\n${program.output().slice(-2_000)}`,
    })
  const socket = await until('baresip takes orders', () => {
    if (!program.running()) throw new Error(`baresip ended: ${program.output().slice(-2_000)}`)
    return open(control)
  })
  readNetstrings(socket, (text) => {
    const message = JSON.parse(text) as BaresipEvent
    if (typeof message.type === 'string') events.push(message)
  })
  const order = (command: string, params = '') => {
    const text = JSON.stringify({ command, params, token: command })
    socket.write(`${Buffer.byteLength(text)}:${text},`)
  }
  // It may have registered before anybody could listen to its events.
  if (options.proxy !== null) {
    await until('baresip is registered', () => /^\S+: .* 200 OK .*binding/m.test(program.output()))
  }

  return {
    // It takes TLS at the port above.
    at: `${loopback}:${transport === 'tls' ? sip + 1 : sip}`,
    dial: (to) => order('dial', to.startsWith('sip:') ? to : `sip:${to}@${domain}`),
    hangUp: () => order('hangup'),
    type: (digit) => order('sndcode', digit),
    digits: () =>
      events
        .filter(({ type }) => type === 'CALL_DTMF_START')
        .map(({ param }) => String(param))
        .join(''),
    event,
    heard: async () => {
      const ear = createEar()
      for (const frame of await newestFrames(join(folder, 'heard'))) ear.add(frame)
      return ear.now()
    },
    stop: async () => {
      socket.destroy()
      await program.stop()
    },
  }
}

/** baresip reads its certificate and its key out of one file. */
async function tlsSettings(folder: string, { certificate, authority }: BaresipOptions): Promise<string> {
  if (!certificate || !authority) return ''
  const own = join(folder, 'own.pem')
  const parts = [certificate.certificate, certificate.key].map((file) => readFile(file, 'utf8'))
  await writeFile(own, (await Promise.all(parts)).join('\n'))
  return `sip_certificate ${own}\nsip_cafile ${authority}`
}

const open = (port: number): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connect(port, loopback)
    socket.once('connect', () => resolve(socket))
    socket.on('error', () => resolve(null))
  })

/** The last half second of the newest recording. */
async function newestFrames(folder: string): Promise<Uint8Array[]> {
  const [newest] = (await readdir(folder))
    .filter((name) => name.endsWith('-dec.wav'))
    .sort()
    .reverse()
  return newest ? lastFrames(await readFile(join(folder, newest)), 25) : []
}

/** `5:hello,` one after another. */
function readNetstrings(socket: Socket, take: (text: string) => void): void {
  let rest = Buffer.alloc(0)
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data])
    for (;;) {
      const colon = rest.indexOf(':')
      const length = Number(rest.toString('latin1', 0, colon))
      if (colon < 0 || rest.length < colon + length + 2) return
      take(rest.toString('utf8', colon + 1, colon + 1 + length))
      rest = rest.subarray(colon + length + 2)
    }
  })
}
