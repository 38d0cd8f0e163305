// A CRM with a small protocol of its own over real HTTP, and every fault that a real one shows once in its life.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Fault, type Meddled, meddleWith, sendFault } from './scripted-faults.ts'
import { type Asked, answerOf, type ScriptedStore, scriptedStore } from './scripted-store.ts'

export type ScriptedCrm = {
  readonly url: string
  readonly store: ScriptedStore
  /** The token that is believed. */
  token: string
  /** So many requests whose path begins so fail like this, after so many that don't. */
  readonly fail: (fault: Fault, times?: number, path?: string, after?: number) => void
  /** Nothing fails any more. */
  readonly mend: () => void
  /** Faults that nobody has met yet. */
  readonly unmet: () => number
  /** How many requests came. */
  readonly asked: () => number
  readonly stop: () => Promise<void>
}

type Script = { readonly fault: Fault; left: number; after: number; readonly path: string }

export async function startScriptedCrm(tls?: {
  readonly cert: string
  readonly key: string
}): Promise<ScriptedCrm> {
  const store = scriptedStore()
  let scripts: Script[] = []
  let count = 0
  const crm = { token: 'right' }

  const nextFault = (path: string): Fault | null => {
    const script = scripts.find((one) => path.startsWith(one.path))
    if (!script) return null
    script.after -= 1
    if (script.after >= 0) return null
    script.left -= 1
    scripts = scripts.filter(({ left }) => left > 0)
    return script.fault
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    count += 1
    const asked = await read(request)
    if (request.headers.authorization !== `Bearer ${crm.token}`)
      return send(response, 401, { error: 'token' })
    const fault = nextFault(asked.path)
    if (fault && fault.kind !== 'page' && !fault.afterwards) return await sendFault(fault, response)
    const answer = answerOf(store, asked)
    if (fault && fault.kind !== 'page') return await sendFault(fault, response, answer)
    const meddled: Meddled = fault ? meddleWith(answer, fault.how, asked) : answer
    send(response, meddled.status, meddled.body)
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }))
  }
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo

  const send = (response: ServerResponse, status: number, body: unknown): void => {
    if (response.headersSent || response.destroyed) return
    const date = new Date(Date.now() + store.skewMs).toUTCString()
    response.writeHead(status, { 'content-type': 'application/json', date })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }
  const own: Omit<ScriptedCrm, 'token'> = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    store,
    fail: (fault, times = 1, path = '/', after = 0) => {
      scripts.push({ fault, left: times, after, path })
    },
    mend: () => {
      scripts = []
    },
    unmet: () => scripts.reduce((sum, { left }) => sum + left, 0),
    asked: () => count,
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  return Object.assign(crm, own)
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  const url = new URL(request.url ?? '/', 'http://crm')
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    rev: request.headers['if-match'] ?? null,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  }
}
