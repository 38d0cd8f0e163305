import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { remotePerson } from './remote-people.ts'

/** A CRM of so many made-up people, in the scripted connector's own words; it holds none of them in its memory. */
export type PeopleServer = {
  readonly url: string
  readonly token: string
  /** How many people were handed out since it began. */
  readonly handedOut: () => number
  readonly stop: () => Promise<void>
}

const PAGE = 200
const TOKEN = 'bench'

/** `changed`: every record is another one than `remotePerson` says, and newer. */
export async function startPeopleServer(count: number, changed: boolean): Promise<PeopleServer> {
  let handedOut = 0
  const person = (index: number) => {
    const { id, updated, rev, values } = remotePerson(index)
    const made = (updated ?? 0) + (changed ? 1_000_000_000 : 0)
    const notes = changed ? `${values.notes} Asks for Ms. Kowalska.` : (values.notes ?? '')
    return { id, made, edited: null, version: Number(rev), values: { ...values, notes }, merged: [] }
  }
  const page = (from: number) => {
    const until = Math.min(count, from + PAGE)
    handedOut += until - from
    const people = Array.from({ length: until - from }, (_, at) => person(from + at))
    return { phase: 'full', people, gone: [], next: String(until), more: until < count, total: count }
  }
  const answer = (url: URL) => {
    const cursor = url.searchParams.get('cursor')
    if (url.pathname === '/people') return page(Number(cursor ?? 0))
    return { phase: 'full', deals: [], gone: [], next: '0', more: false, total: 0 }
  }
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer(new URL(request.url ?? '/', 'http://crm'))))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    handedOut: () => handedOut,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
