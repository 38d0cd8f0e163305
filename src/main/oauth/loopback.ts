import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PAGE_HEADERS, type PageText, page } from './page.ts'

/** Somebody whom the browser sent back; `answer` shows the page and is done when it is out. */
export type Visit = { readonly url: URL; readonly answer: (text: PageText) => Promise<void> }

export type Loopback = {
  readonly redirect: URL
  /** The next one who comes back with this state; all others are turned away. */
  readonly visit: Promise<Visit>
  readonly close: () => void
}

type Place = {
  readonly host: '127.0.0.1' | 'localhost'
  readonly path: string
  readonly ports: readonly number[]
}

/** The port where it listens now; null where that one is taken. */
function listen(server: Server, port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null)
      else reject(error)
    }
    server.once('error', failed)
    // Only this computer: RFC 8252 §8.3.
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function firstFree(server: Server, ports: readonly number[]): Promise<number | null> {
  for (const port of ports.length === 0 ? [0] : ports) {
    const taken = await listen(server, port)
    if (taken !== null) return taken
  }
  return null
}

const answering =
  (response: ServerResponse) =>
  (text: PageText): Promise<void> =>
    new Promise((done) => {
      if (response.destroyed) return done()
      response.once('close', done)
      response.writeHead(200, PAGE_HEADERS).end(page(text))
    })

/**
 * Waits on this computer for the browser (RFC 8252 §7.3). Whoever comes without our state isn't sent by our sign-in
 * and changes nothing: any program here could knock. Null where none of the ports is free.
 */
export async function openLoopback(place: Place, state: string): Promise<Loopback | null> {
  let arrive: (visit: Visit) => void = () => undefined
  const visit = new Promise<Visit>((resolve) => {
    arrive = resolve
  })
  let come = false
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const ours = url.pathname === place.path && url.searchParams.get('state') === state
    if (request.method !== 'GET' || !ours || come) {
      response.writeHead(ours ? 409 : 404, { connection: 'close' }).end()
      return
    }
    come = true
    arrive({ url: new URL(`${url.pathname}${url.search}`, redirect), answer: answering(response) })
  })
  const port = await firstFree(server, place.ports)
  const redirect = new URL(`http://${place.host}:${port ?? 0}${place.path}`)
  if (port === null) return null
  return {
    redirect,
    visit,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
