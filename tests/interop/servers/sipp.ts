import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, freePortRange, loopback } from './ports.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './wait.ts'

export type SippOptions = {
  /** A file of `scenarios/`, without `.xml`. */
  readonly scenario: string
  readonly folder: string
  readonly proxyPort: number
  /** The own port, for a callee that a carrier's numbers are sent to. */
  readonly port?: number
  /** Fills `@NAME@` in the scenario. */
  readonly fill?: Readonly<Record<string, string | number>>
  /** The number that a caller dials. */
  readonly to?: string
  /** Where its SDP says that RTP goes; left out, SIPp's own RTP is used. */
  readonly audioPort?: number
  /** Milliseconds that a `<pause/>` without a length of its own takes. */
  readonly pause?: number
  /** Seconds after which it gives up and fails. */
  readonly within?: number
  /** How it sends and listens; UDP when left out. Debian builds it without TLS: over `tls` it speaks TCP and says TLS. */
  readonly transport?: 'udp' | 'tcp' | 'tls'
  /** How often the scenario is run; once when left out. */
  readonly calls?: number
  /** Sends back the RTP that comes to its own port. */
  readonly echo?: boolean
}

export type SipMessage = { readonly sent: boolean; readonly text: string }

export type Sipp = {
  readonly port: number
  readonly messages: () => readonly SipMessage[]
  /** The first message, received unless said otherwise, that matches; waits for it. */
  readonly message: (pattern: RegExp, way?: 'received' | 'sent') => Promise<string>
  /** What it complains about, and the first line of each message. */
  readonly report: () => string
  /** Resolves when the call went as the scenario says, and rejects with what SIPp complains about otherwise. */
  readonly done: () => Promise<void>
  readonly stop: () => Promise<void>
}

const include = /@include ([a-z-]+)@/
const scenarios = new URL('../scenarios/', import.meta.url)
let count = 0

export async function startSipp(options: SippOptions): Promise<Sipp> {
  count += 1
  const name = `${String(count).padStart(3, '0')}-${options.scenario}`
  const port = options.port ?? (await freePort())
  // Audio and video, each with its RTCP.
  const ownAudio = await freePortRange(4)
  const file = join(options.folder, `${name}.xml`)
  const errors = join(options.folder, `${name}.errors`)
  const messages = join(options.folder, `${name}.messages`)
  // SIPp knows the port of its own stream only itself.
  const fill = { AUDIO_PORT: options.audioPort ?? '[rtpstream_audio_port]', ...options.fill }
  const text = await scenario(options.scenario, fill)
  await writeFile(file, options.transport === 'tls' ? text.replaceAll('[transport]', 'TLS') : text)
  await Promise.all([errors, messages].map((empty) => writeFile(empty, '')))
  const within = options.within ?? 40

  const program: Program = startProgram({
    name,
    command: 'sipp',
    folder: options.folder,
    env: { TERM: 'dumb' },
    args: [
      `${loopback}:${options.proxyPort}`,
      ...['-sf', file, '-m', String(options.calls ?? 1), '-nostdin'],
      ...['-i', loopback, '-bind_local', '-p', String(port)],
      ...['-mi', loopback, '-mp', String(ownAudio), '-ci', loopback, '-cp', String(await freePort())],
      ...['-d', String(options.pause ?? 1_000), '-timeout', `${within}s`, '-timeout_error'],
      ...['-recv_timeout', String(within * 1000)],
      ...['-trace_err', '-error_file', errors, '-trace_msg', '-message_file', messages],
      ...(options.to === undefined ? [] : ['-s', options.to]),
      ...((options.transport ?? 'udp') === 'udp' ? [] : ['-t', 't1']),
      ...(options.echo ? ['-rtp_echo'] : []),
    ],
  })

  const all = () => parseMessages(readFileSync(messages, 'utf8'))
  const report = () => {
    const complaints = readFileSync(errors, 'utf8').slice(-3000)
    return `SIPp ${name}:\n${complaints}\n${all().map(firstLine).join('\n')}\n`
  }
  const find = (pattern: RegExp, way: 'received' | 'sent') =>
    all().find(({ sent, text }) => sent === (way === 'sent') && pattern.test(text))?.text

  return {
    port,
    messages: all,
    message: (pattern, way = 'received') =>
      until(`SIPp (${name}) ${way} ${pattern}`, () => find(pattern, way), { also: () => `\n${report()}` }),
    report,
    done: async () => {
      const code = await program.ended
      if (code !== 0) throw new Error(`SIPp (${name}) ended with ${code}: ${report()}`)
    },
    stop: program.stop,
  }
}

/** `@NAME@` is a value, `@include NAME@` another file. */
async function scenario(name: string, fill: Readonly<Record<string, string | number>>): Promise<string> {
  let text = await readFile(new URL(`${name}.xml`, scenarios), 'utf8')
  for (let found = include.exec(text); found; found = include.exec(text)) {
    const part = await readFile(new URL(`${found[1]}.part.xml`, scenarios), 'utf8')
    text = text.replace(found[0], () => part.trimEnd())
  }
  return text.replace(/@([A-Z_]+)@/g, (_, key: string) => {
    const value = fill[key]
    if (value === undefined) throw new Error(`${name}.xml wants ${key}`)
    return String(value)
  })
}

/** Each message stands behind a line of dashes with the time, and a line that says which way it went. */
function parseMessages(log: string): SipMessage[] {
  return log
    .replaceAll('\r', '')
    .split(/^-{20,}.*\n/m)
    .map((entry) => entry.match(/^\S+ message (sent|received).*?:\n\n([\s\S]*)$/))
    .filter((found) => found !== null)
    .map(([, way, text]) => ({ sent: way === 'sent', text: (text ?? '').trim() }))
}

const firstLine = ({ sent, text }: SipMessage): string => `${sent ? '->' : '<-'} ${text.split('\n')[0]}`
