import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../sip/testing/certificate.ts'
import { CrmFailure } from '../failure.ts'
import { createBudget } from './budget.ts'
import { createHttp, type HttpOptions } from './create-http.ts'
import type { HttpRequest } from './http.ts'
import { type Answering, sendJson, startServer, type TestServer } from './testing/server.ts'

const SECRET = 'pat-0123-secret'
const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})

const serve = async (answer: Answering, tls?: { cert: string; key: string }) => {
  const server = await startServer(answer, tls)
  servers.push(server)
  return server
}

const httpWith = (options: Partial<HttpOptions> = {}) =>
  createHttp({
    authorization: (secret) => `Bearer ${secret}`,
    secret: async () => SECRET,
    renew: async () => null,
    budget: createBudget({ all: { requests: 10_000, perMs: 1_000 } }),
    now: Date.now,
    ...options,
  })

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, ...more })

/** What it failed with. */
async function failing(work: Promise<unknown>): Promise<CrmFailure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof CrmFailure)) throw new Error(`not a CrmFailure: ${String(error)}`)
  return error
}

/** Asks a server that answers so, and gives what comes of it. */
async function failureOf(answer: Answering, options: Partial<HttpOptions> = {}): Promise<CrmFailure> {
  const server = await serve(answer)
  return failing(httpWith(options)('delta').json(get(server.url)))
}

describe('HTTP to a CRM', () => {
  it('signs in, sends, and reads the answer with the time of the server', async () => {
    const server = await serve((_request, response) =>
      sendJson(response, { ä: 1 }, 200, { date: 'Fri, 01 May 2026 13:00:00 GMT' }),
    )
    const answer = await httpWith()('push').ask({
      method: 'PATCH',
      url: `${server.url}/contacts/1`,
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Ada"}',
    })
    expect(answer).toMatchObject({ status: 200, text: '{"ä":1}', date: Date.UTC(2026, 4, 1, 13) })
    expect(server.seen).toMatchObject([
      {
        method: 'PATCH',
        url: '/contacts/1',
        body: '{"name":"Ada"}',
        headers: { authorization: `Bearer ${SECRET}` },
      },
    ])
  })

  it.each([
    [400, 'rejected'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [409, 'conflict'],
    [410, 'notFound'],
    [412, 'conflict'],
    [415, 'rejected'],
    [422, 'rejected'],
    [429, 'limited'],
    [500, 'server'],
    [502, 'server'],
    [503, 'server'],
  ])('reads %i as %s, with what the server said', async (status, reason) => {
    const failure = await failureOf((_, response) => sendJson(response, { message: 'so it is' }, status))
    expect(failure).toMatchObject({ reason, detail: `${status}: so it is` })
  })

  it('hands over a status that the caller reads itself', async () => {
    const server = await serve((_, response) => sendJson(response, {}, 412))
    const answer = await httpWith()('push').ask(get(server.url, { accept: [412] }))
    expect(answer.status).toBe(412)
  })

  it.each([
    ['a list of errors', '[{"errorCode":"X","message":"No such\\n column"}]', '400: No such column'],
    ['errors in an object', '{"errors":[{"detail":"too long"}]}', '400: too long'],
    ['a page of HTML', '<html><style>b{}</style><h1>Bad</h1> gateway</html>', '400: Bad gateway'],
    ['nothing', '', '400'],
    ['what was sent, secret and all', `{"message":"token ${SECRET} is odd"}`, '400: token … is odd'],
  ])('tells in one line what is wrong where the answer is %s', async (_name, text, detail) => {
    const failure = await failureOf((_, response) => {
      response.writeHead(400).end(text)
    })
    expect(failure.detail).toBe(detail)
    expect(failure.message).not.toContain(SECRET)
  })

  it.each([
    ['HTML', '<html>Sign in</html>', 'text/html'],
    ['JSON that was cut off', '{"results":[{"id":1', 'application/json'],
    ['nothing', '', 'application/json'],
  ])('calls it a bad answer where %s comes with 200', async (_name, text, type) => {
    const failure = await failureOf((_, response) => {
      response.writeHead(200, { 'content-type': type }).end(text)
    })
    expect(failure).toMatchObject({ reason: 'badAnswer' })
    expect(failure.detail).toContain(type)
  })

  describe('where the connection fails', () => {
    it('is offline when nobody listens: nothing was sent', async () => {
      const server = await startServer((_, response) => sendJson(response, {}))
      await server.stop()
      expect(await failing(httpWith()('push').ask(get(server.url)))).toMatchObject({ reason: 'offline' })
    })

    it('is offline when the name is unknown', async () => {
      const failure = await failing(httpWith()('push').ask(get('https://no-such-host.invalid/')))
      expect(failure).toMatchObject({ reason: 'offline' })
    })

    it('knows not whether it was done when it breaks before the answer', async () => {
      const failure = await failureOf((_, response) => {
        response.destroy()
      })
      expect(failure).toMatchObject({ reason: 'timeout' })
    })

    it('knows not whether it was done when the answer breaks off', async () => {
      const failure = await failureOf((_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"results":[')
        setTimeout(() => response.destroy(), 50)
      })
      expect(failure).toMatchObject({ reason: 'timeout' })
    })

    it('gives up on a server that says nothing', async () => {
      const failure = await failureOf(() => undefined, { bounds: { idleMs: 100 } })
      expect(failure).toMatchObject({ reason: 'timeout' })
      expect(failure.detail).toContain('nothing came for 100 ms')
    })

    it('gives up on an answer that drips without end', async () => {
      const failure = await failureOf(
        (_, response) => {
          response.writeHead(200)
          const drip = setInterval(() => response.write(' '), 20)
          response.on('close', () => clearInterval(drip))
        },
        { bounds: { idleMs: 10_000, deadlineMs: 300 } },
      )
      expect(failure).toMatchObject({ reason: 'timeout' })
      expect(failure.detail).toContain('within 300 ms')
    })

    it('calls damaged compression a bad answer', async () => {
      const failure = await failureOf((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is not gzip')
      })
      expect(failure).toMatchObject({ reason: 'badAnswer' })
    })
  })

  it('stops reading an answer that has no end', async () => {
    const failure = await failureOf(
      (_, response) => {
        response.writeHead(200)
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
          if (!response.destroyed) response.once('drain', more)
        }
        more()
      },
      { bounds: { maxBytes: 100_000 } },
    )
    expect(failure).toMatchObject({ reason: 'tooLarge' })
  })

  it('reads a record of 10 MB', async () => {
    const server = await serve((_, response) => sendJson(response, { note: 'x'.repeat(10_000_000) }))
    const answer = (await httpWith()('delta').json(get(server.url))) as { note: string }
    expect(answer.note).toHaveLength(10_000_000)
  })

  describe('over TLS', () => {
    it.each([
      ['signed by nobody', { commonName: 'crm', names: ['localhost'] }],
      ['over', { commonName: 'crm', from: new Date(0), to: new Date(86_400_000) }],
    ])('refuses a certificate that is %s', async (_name, options) => {
      const server = await serve((_, response) => sendJson(response, {}), makeCertificate(options))
      expect(await failing(httpWith()('push').ask(get(server.url)))).toMatchObject({ reason: 'tls' })
      expect(server.seen).toEqual([])
    })

    it('knows a server that speaks no TLS', async () => {
      const server = await serve((_, response) => sendJson(response, {}))
      const failure = await failing(httpWith()('push').ask(get(server.url.replace('http:', 'https:'))))
      expect(failure).toMatchObject({ reason: 'tls' })
    })

    it('is offline when the connection ends within the handshake', async () => {
      const rude = createServer((socket) => socket.once('data', () => socket.end()))
      await new Promise<void>((ready) => rude.listen(0, '127.0.0.1', ready))
      const { port } = rude.address() as AddressInfo
      const failure = await failing(httpWith()('push').ask(get(`https://127.0.0.1:${port}/`)))
      await new Promise((done) => rude.close(done))
      expect(failure).toMatchObject({ reason: 'offline' })
    })
  })

  it('sends nothing unencrypted to another computer', async () => {
    const failure = await failing(httpWith()('push').ask(get('http://crm.example/')))
    expect(failure).toMatchObject({ reason: 'rejected' })
    expect(failure.detail).toContain('https')
  })

  describe('where it is sent on', () => {
    it('follows within the same server, with its body', async () => {
      const server = await serve((request, response) => {
        if (request.url === '/old') response.writeHead(308, { location: '/new' }).end()
        else sendJson(response, { body: request.body })
      })
      const sent = { method: 'POST', url: `${server.url}/old`, body: 'x' }
      expect(await httpWith()('push').json(sent)).toEqual({ body: 'x' })
    })

    it('goes nowhere else with what it signs in with', async () => {
      const other = await serve((_, response) => sendJson(response, {}))
      const failure = await failureOf((_, response) => {
        response.writeHead(302, { location: other.url }).end()
      })
      expect(failure).toMatchObject({ reason: 'rejected' })
      expect(failure.detail).toContain(other.url)
      expect(other.seen).toEqual([])
    })

    it('gives up going round in circles', async () => {
      const failure = await failureOf((_, response) => {
        response.writeHead(302, { location: '/again' }).end()
      })
      expect(failure).toMatchObject({ reason: 'rejected' })
    })
  })

  describe('when the secret is no longer believed', () => {
    const believing =
      (good: () => string): Answering =>
      (request, response) => {
        const fine = request.headers.authorization === `Bearer ${good()}`
        sendJson(response, fine ? { fine } : { message: 'expired' }, fine ? 200 : 401)
      }

    it('renews it once for all that were on their way, and asks again', async () => {
      const server = await serve(believing(() => 'new'))
      let current = 'old'
      const stale: string[] = []
      const http = httpWith({
        secret: async () => current,
        renew: async (was) => {
          stale.push(was)
          await new Promise((done) => setTimeout(done, 50))
          current = 'new'
          return current
        },
      })
      const asked = Array.from({ length: 10 }, (_, index) =>
        http(index % 2 === 0 ? 'push' : 'delta').json(get(server.url)),
      )
      expect(await Promise.all(asked)).toEqual(Array(10).fill({ fine: true }))
      expect(stale).toEqual(['old'])
    })

    it('takes one that was renewed meanwhile', async () => {
      const server = await serve(believing(() => 'new'))
      const secrets = ['old', 'new', 'new']
      const http = httpWith({
        secret: async () => secrets.shift()!,
        renew: () => Promise.reject(new Error('not needed')),
      })
      expect(await http('delta').json(get(server.url))).toEqual({ fine: true })
    })

    it('has to be signed in again where it can not be renewed', async () => {
      const server = await serve(believing(() => 'new'))
      expect(await failing(httpWith()('delta').json(get(server.url)))).toMatchObject({
        reason: 'signIn',
        detail: '401: expired',
      })
      expect(server.seen).toHaveLength(1)
    })

    it('has to be signed in again where the new one is not believed either', async () => {
      const server = await serve(believing(() => 'another'))
      const http = httpWith({ renew: async () => 'new' })
      expect(await failing(http('delta').json(get(server.url)))).toMatchObject({ reason: 'signIn' })
      expect(server.seen).toHaveLength(2)
    })

    it('leaves requests alone that somebody else signs', async () => {
      const server = await serve(believing(() => 'new'))
      const http = httpWith({ authorization: null, renew: () => Promise.reject(new Error('not ours')) })
      const signed = { headers: { Authorization: 'Session x' } }
      expect(await failing(http('delta').json(get(server.url, signed)))).toMatchObject({ reason: 'signIn' })
      expect(server.seen[0]?.headers.authorization).toBe('Session x')
    })
  })

  describe('when it was too much', () => {
    it('tells how long everything waits, and sends nothing meanwhile', async () => {
      const server = await serve((_, response) =>
        sendJson(response, { message: 'slow down' }, 429, { 'retry-after': '120' }),
      )
      const http = httpWith()
      expect(await failing(http('delta').json(get(server.url)))).toMatchObject({
        reason: 'limited',
        retryAfter: 120_000,
      })
      const next = await failing(http('push').json(get(server.url)))
      expect(next.reason).toBe('limited')
      expect(next.retryAfter).toBeGreaterThan(100_000)
      expect(server.seen).toHaveLength(1)
    })

    it.each(['0', 'garbage'])('waits all the same where Retry-After is %s', async (value) => {
      const failure = await failureOf((_, response) => sendJson(response, {}, 429, { 'retry-after': value }))
      expect(failure.retryAfter).toBeGreaterThanOrEqual(500)
    })

    it('passes on what a server that failed asks for', async () => {
      const failure = await failureOf((_, response) =>
        sendJson(response, {}, 503, {
          date: 'Fri, 01 May 2026 13:00:00 GMT',
          'retry-after': 'Fri, 01 May 2026 13:00:20 GMT',
        }),
      )
      expect(failure).toMatchObject({ reason: 'server', retryAfter: 20_000 })
    })
  })
})
