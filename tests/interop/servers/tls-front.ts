import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Certificate } from './certificates.ts'
import { freePort, loopback } from './ports.ts'

export type TlsFront = { readonly port: number; readonly close: () => void }

/** TLS for a server that speaks TCP only: every byte of a connection is passed on as it is, in both directions. */
export async function openTlsFront(certificate: Certificate, tcpPort: number): Promise<TlsFront> {
  const port = await freePort()
  const sockets = new Set<Socket>()
  const [cert, key] = await Promise.all(
    [certificate.certificate, certificate.key].map((file) => readFile(file)),
  )
  const server = createServer({ cert, key, minVersion: 'TLSv1.2' }, (near) => {
    const far = connect(tcpPort, loopback)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(port, loopback, resolve))
  return {
    port,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
