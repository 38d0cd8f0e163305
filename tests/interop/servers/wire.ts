import { connect, createServer, type Socket } from 'node:net'
import { freePort, loopback } from './ports.ts'

/** A cable between an agent and the server that can be pulled out. */
export type Wire = {
  readonly port: number
  /** Connections that were made over it so far. */
  readonly connections: () => number
  /** Ends every connection without a word from either side; new ones are let through. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

export async function layWire(to: number): Promise<Wire> {
  const port = await freePort()
  const open = new Set<Socket>()
  let connections = 0

  const join = (one: Socket, other: Socket) => {
    open.add(one)
    one.on('error', () => undefined)
    one.on('close', () => {
      open.delete(one)
      other.destroy()
    })
    one.pipe(other)
  }
  const server = createServer((agent) => {
    connections += 1
    const far = connect(to, loopback)
    join(agent, far)
    join(far, agent)
  })
  await new Promise<void>((resolve) => server.listen(port, loopback, resolve))

  const cut = () => {
    for (const socket of open) socket.resetAndDestroy()
  }
  return {
    port,
    connections: () => connections,
    cut,
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
