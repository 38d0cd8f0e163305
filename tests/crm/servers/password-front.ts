import { createServer, request } from 'node:http'
import { loopback } from '../../interop/servers/ports.ts'
import { basic } from './address-book-server.ts'

/** Asks for a password in front of a server that asks for none, as its proxy does in the field. */
export async function openPasswordFront(
  behind: number,
  user: string,
  password: string,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const wanted = basic(user, password)
  const front = createServer((asked, answer) => {
    if (asked.headers.authorization !== wanted) {
      asked.resume()
      answer.writeHead(401, { 'WWW-Authenticate': 'Basic realm="contacts"' }).end()
      return
    }
    const { method, url: path, headers } = asked
    const passed = request({ host: loopback, port: behind, method, path, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((ready) => front.listen(0, loopback, ready))
  const address = front.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    close: () =>
      new Promise((closed) => {
        front.closeAllConnections()
        front.close(() => closed())
      }),
  }
}
