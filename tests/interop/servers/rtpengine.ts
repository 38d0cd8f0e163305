import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { type Bencoded, bdecode, bencode } from './bencode.ts'
import { betweenServers, freePort, freePortRange, loopback } from './ports.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './wait.ts'

export type Rtpengine = {
  /** Of the NG protocol, by which Kamailio orders it. */
  readonly port: number
  /** The ports that sound comes to, from the first to the last. */
  readonly rtpPorts: readonly [number, number]
  /** RTP packets that came from each side of a call, by the tag of that side; empty when the call isn't known. */
  readonly packetsOf: (callId: string) => Promise<Readonly<Record<string, number>>>
  readonly stop: () => Promise<void>
}

const rtpPorts = 200

/** A media bridge in user space: it needs no kernel module, no privileges and no configuration of the system. */
export async function startRtpengine({ folder }: { readonly folder: string }): Promise<Rtpengine> {
  const port = await freePort()
  const first = await freePortRange(rtpPorts)
  const last = first + rtpPorts - 1
  const program: Program = startProgram({
    name: 'rtpengine',
    command: 'rtpengine',
    folder,
    args: [
      '--config-file=none',
      '--table=-1',
      '--foreground',
      '--log-stderr',
      '--log-level=5',
      // Several threads let packets overtake each other, and werift's DTLS doesn't get over one that came too early.
      '--num-threads=1',
      '--delete-delay=0',
      '--timeout=60',
      `--interface=${loopback}`,
      `--listen-ng=${betweenServers}:${port}`,
      `--port-min=${first}`,
      `--port-max=${last}`,
    ],
  })
  await until('rtpengine answers', async () => {
    if (!program.running()) throw new Error(`rtpengine ended: ${program.output().slice(-2000)}`)
    return (await ask(port, { command: 'ping' }))?.result === 'pong'
  })

  return {
    port,
    rtpPorts: [first, last],
    packetsOf: async (callId) => packetsByTag(await ask(port, { command: 'query', 'call-id': callId })),
    stop: program.stop,
  }
}

type Answer = { readonly [key: string]: Bencoded }

/** One exchange of the NG protocol: a cookie, a space, a bencoded dictionary, and the same back. Null without answer. */
function ask(port: number, order: Answer): Promise<Answer | null> {
  const cookie = randomBytes(4).toString('hex')
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const finish = (answer: Answer | null) => {
      clearTimeout(late)
      socket.close()
      resolve(answer)
    }
    const late = setTimeout(() => finish(null), 500)
    socket.on('error', () => finish(null))
    socket.on('message', (message) => {
      const answer = bdecode(message.subarray(cookie.length + 1))
      finish(isDictionary(answer) ? answer : null)
    })
    socket.send(Buffer.concat([Buffer.from(`${cookie} `), bencode(order)]), port, betweenServers)
  })
}

const isDictionary = (value: Bencoded | undefined): value is Answer =>
  typeof value === 'object' && !Array.isArray(value)

const dictionary = (value: Bencoded | undefined): Answer => (isDictionary(value) ? value : {})
const list = (value: Bencoded | undefined): readonly Bencoded[] => (Array.isArray(value) ? value : [])

/** The streams of each tag list what that side sent, RTP first, then RTCP where it has a port of its own. */
function packetsByTag(answer: Answer | null): Record<string, number> {
  const tags = Object.entries(dictionary(answer?.tags))
  return Object.fromEntries(
    tags.map(([tag, side]) => {
      const streams = list(dictionary(side).medias).map((media) => list(dictionary(media).streams)[0])
      const counted = streams.map((stream) => Number(dictionary(dictionary(stream).stats).packets ?? 0))
      return [tag, counted.reduce((sum, packets) => sum + packets, 0)]
    }),
  )
}
