import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Answer, Asked, PageBody, StoredPerson } from './scripted-store.ts'

/** What goes wrong with one request. `afterwards`: what was asked for was done all the same. */
export type Fault =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly retryAfter?: string
      readonly afterwards?: boolean
    }
  /** A page for people where JSON was expected, as a proxy sends it. */
  | { readonly kind: 'html'; readonly afterwards?: boolean }
  | { readonly kind: 'truncated'; readonly afterwards?: boolean }
  /** The connection breaks before the answer. */
  | { readonly kind: 'broken'; readonly afterwards?: boolean }
  /** A byte now and then. */
  | { readonly kind: 'drip'; readonly forMs: number; readonly afterwards?: boolean }
  /** No answer for so long. */
  | { readonly kind: 'silence'; readonly forMs: number; readonly afterwards?: boolean }
  /** The page itself is wrong. */
  | { readonly kind: 'page'; readonly how: PageFault; readonly afterwards?: boolean }

export type PageFault = 'missing' | 'duplicate' | 'shuffled' | 'cycle' | 'huge'

export type Meddled = Answer

const HTML = '<!doctype html><html><body><h1>Sign in to the guest network</h1></body></html>'

export async function sendFault(fault: Fault, response: ServerResponse, answer?: Answer): Promise<void> {
  const text = JSON.stringify(answer?.body ?? { people: [], next: 'x', more: true })
  switch (fault.kind) {
    case 'status': {
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
      response.writeHead(fault.status, { 'content-type': 'application/json', ...headers })
      response.end('{"error":"scripted"}')
      return
    }
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(HTML)
      return
    case 'truncated':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(text.slice(0, Math.max(1, Math.floor(text.length / 2))))
      return
    case 'broken':
      response.destroy()
      return
    case 'silence':
      await setTimeout(fault.forMs)
      response.destroy()
      return
    case 'drip': {
      response.writeHead(200, { 'content-type': 'application/json' })
      const end = Date.now() + fault.forMs
      while (Date.now() < end && !response.destroyed) {
        response.write(' ')
        await setTimeout(20)
      }
      response.end(text)
      return
    }
    case 'page':
  }
}

/** Ten megabytes of notes. */
const HUGE = 'x'.repeat(10 * 1024 * 1024)

/** A page as a server sends it whose rows move while they are read, or that has lost count. */
export function meddleWith(answer: Answer, how: PageFault, asked: Asked): Answer {
  const page = answer.body as PageBody
  if (!page.people) return answer
  const people = page.people as readonly StoredPerson[]
  switch (how) {
    case 'missing':
      return { ...answer, body: { ...page, people: [] } }
    case 'duplicate':
      return { ...answer, body: { ...page, people: [...people, ...people] } }
    case 'shuffled':
      return { ...answer, body: { ...page, people: people.toReversed() } }
    case 'cycle':
      return { ...answer, body: { ...page, next: asked.query.get('cursor') ?? page.next, more: true } }
    case 'huge': {
      const [first, ...others] = people
      if (!first) return answer
      return {
        ...answer,
        body: { ...page, people: [{ ...first, values: { ...first.values, notes: HUGE } }, ...others] },
      }
    }
  }
}
