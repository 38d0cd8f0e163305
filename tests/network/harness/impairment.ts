import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { PracticeLine } from '../../../src/practice/practice-line.ts'

/** What happens to packets on the way, in milliseconds; not every kernel has netem. */
export type Impairment = {
  readonly delay: number
  /** Each packet is late by up to this much more. */
  readonly jitter: number
  /** Whether late packets may be overtaken. Without it they queue, as in a router. */
  readonly reorder: boolean
}

export type ImpairedWay = {
  readonly set: (impairment: Impairment) => void
  readonly close: () => void
}

const LOOPBACK = '127.0.0.1'
const AUDIO = /^(m=audio )(\d+)( )/m
const PLACE = /^(c=IN IP4 )(\S+)/m

/** One side's port here: what it sends to it leaves by the other side's, late. */
type Gate = {
  readonly port: number
  readonly send: (packet: Buffer, due: number) => void
  /** Where this side has its own port. */
  readonly faces: (host: string, port: number) => void
  readonly onPacket: (listener: (packet: Buffer) => void) => void
  readonly close: () => void
}

async function openGate(): Promise<Gate> {
  const socket: Socket = createSocket('udp4')
  socket.bind(0, LOOPBACK)
  await once(socket, 'listening')
  let side: { readonly host: string; readonly port: number } | null = null
  let open = true
  return {
    port: socket.address().port,
    send: (packet, due) => {
      const late = (): void => {
        if (open && side) socket.send(packet, side.port, side.host)
      }
      setTimeout(late, Math.max(1, due - performance.now()))
    },
    faces: (host, port) => {
      side = { host, port }
    },
    onPacket: (listener) => void socket.on('message', listener),
    close: () => {
      open = false
      socket.close()
    },
  }
}

/**
 * Puts itself between the two ends of a plain line's RTP, as a router does: each side is told of a port here instead of
 * the other's. RTCP goes lost, as behind many of them.
 */
export async function impair(line: PracticeLine): Promise<ImpairedWay> {
  let impairment: Impairment = { delay: 0, jitter: 0, reorder: false }
  const agent = await openGate()
  const customer = await openGate()
  const pass = (from: Gate, to: Gate): void => {
    let last = 0
    from.onPacket((packet) => {
      const { delay, jitter, reorder } = impairment
      const due = performance.now() + delay + Math.random() * jitter
      last = reorder ? due : Math.max(due, last)
      to.send(packet, last)
    })
  }
  pass(agent, customer)
  pass(customer, agent)
  const restore = line.tamper((direction, text) => {
    const [, , port] = AUDIO.exec(text) ?? []
    const [, , host] = PLACE.exec(text) ?? []
    if (port === undefined || host === undefined) return text
    const [own, told] = direction === 'in' ? [agent, customer] : [customer, agent]
    own.faces(host, Number(port))
    return text.replace(AUDIO, `$1${told.port}$3`).replace(PLACE, `$1${LOOPBACK}`)
  })
  return {
    set: (next) => {
      impairment = next
    },
    close: () => {
      restore()
      agent.close()
      customer.close()
    },
  }
}
