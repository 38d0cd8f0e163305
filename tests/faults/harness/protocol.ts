import { once } from 'node:events'
import { WebSocket } from 'ws'

type Answer = { id?: number; method?: string; result?: unknown; error?: { message: string } } & {
  params?: unknown
  sessionId?: string
}
type Evaluated = {
  result: { value?: unknown }
  exceptionDetails?: { text: string; exception?: { description?: string } }
}

/** How long a page or process may take to answer. One that goes away in that moment never does. */
const PATIENCE_MS = 5_000

type EvaluateOptions = {
  readonly session?: string
  /** The value is a promise's. Not in Node, which collects the promise before its answer went out, now and then. */
  readonly awaitPromise?: boolean
}

/** Chromium's and Node's debugging protocol over one WebSocket. */
export type Protocol = {
  readonly send: <Result>(method: string, params?: object, session?: string) => Promise<Result>
  readonly on: (method: string, listener: (params: unknown) => void) => void
  /** The value of an expression. Rejects where it throws. */
  readonly evaluate: <Value>(expression: string, options?: EvaluateOptions) => Promise<Value>
  readonly close: () => void
}

export async function connectProtocol(url: string): Promise<Protocol> {
  const socket = new WebSocket(url, {
    maxPayload: 256 * 2 ** 20,
    perMessageDeflate: false,
    // Tests that change the network change where connections to here come from, unless they say it themselves.
    localAddress: '127.0.0.1',
  })
  const waiting = new Map<number, (answer: Answer) => void>()
  const listeners = new Map<string, (params: unknown) => void>()
  let last = 0
  socket.on('message', (data) => {
    const answer = JSON.parse(data.toString()) as Answer
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
    else if (answer.method !== undefined) listeners.get(answer.method)?.(answer.params)
  })
  // What ends the connection ends the process behind it too, and whoever waits is told so.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    for (const answer of [...waiting.values()]) answer({ error: { message: 'it has gone' } })
  })
  await once(socket, 'open')

  const send = <Result>(method: string, params: object = {}, session?: string): Promise<Result> =>
    new Promise((resolve, reject) => {
      last += 1
      const id = last
      const settle = ({ result, error }: Answer): void => {
        clearTimeout(late)
        waiting.delete(id)
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result as Result)
      }
      const late = setTimeout(() => settle({ error: { message: 'no answer' } }), PATIENCE_MS)
      waiting.set(id, settle)
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify({ id, method, params, ...(session && { sessionId: session }) }))
      } else settle({ error: { message: 'it has gone' } })
    })

  return {
    send,
    on: (method, listener) => void listeners.set(method, listener),
    evaluate: async <Value>(expression: string, { session, awaitPromise = false }: EvaluateOptions = {}) => {
      const { result, exceptionDetails } = await send<Evaluated>(
        'Runtime.evaluate',
        { expression, awaitPromise, returnByValue: true, includeCommandLineAPI: true },
        session,
      )
      if (exceptionDetails) {
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      }
      return result.value as Value
    },
    close: () => socket.terminate(),
  }
}
