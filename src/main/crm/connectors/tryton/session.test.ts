import { describe, expect, it } from 'vitest'
import { callWords } from '../../call-words.ts'
import type { Session } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import type { Http } from '../../http/http.ts'
import { openTryton } from './session.ts'

type Call = { readonly method: string; readonly params: readonly unknown[]; readonly session: string }
type Answer = { readonly result?: unknown; readonly error?: unknown } | 401 | string

const DATE = Date.UTC(2026, 4, 4, 9, 30)
const made = {
  __class__: 'datetime',
  year: 2026,
  month: 5,
  day: 4,
  hour: 9,
  minute: 0,
  second: 0,
  microsecond: 0,
}

/** A Tryton that answers as it is told, and knows one password. */
function scripted(answerTo: (call: Call) => Answer, date: number | null = DATE) {
  const calls: Call[] = []
  const http: Http = {
    ask: async ({ body = '', headers }) => {
      const { method, params } = JSON.parse(body) as Pick<Call, 'method' | 'params'>
      const session = Buffer.from(headers?.authorization?.split(' ')[1] ?? '', 'base64').toString()
      const call = { method, params, session }
      calls.push(call)
      const own = ownAnswer(call, calls) ?? answerTo(call)
      if (own === 401) throw new CrmFailure('signIn', '401')
      const text = typeof own === 'string' ? own : JSON.stringify({ id: 1, ...own })
      return { status: 200, headers: new Headers(), text, date }
    },
    json: () => Promise.reject(new Error('not asked for')),
  }
  const session: Session = openTryton({
    settings: { server: 'https://erp.example.com', database: 'crm', user: 'anna' },
    http,
    secret: () => Promise.resolve('secret'),
    fields: {},
    words: callWords('en'),
    now: () => 0,
  })
  const logIns = () => calls.filter(({ method }) => method === 'common.db.login').length
  return { session, calls, logIns }
}

function ownAnswer({ method }: Call, calls: readonly Call[]): Answer | null {
  if (method === 'common.db.login') {
    const nth = calls.filter((one) => one.method === method).length
    return { result: [7, `key-${nth}`] }
  }
  if (method === 'model.res.user.get_preferences') return { result: { language: 'en' } }
  if (method.endsWith('.fields_get')) return { result: {} }
  return null
}

const party = (id: number) => ({
  id,
  name: `Party ${id}`,
  code: String(id),
  active: 1,
  create_date: made,
  write_date: null,
  _timestamp: '1',
  'lang.': null,
  'contact_mechanisms.': [],
  'addresses.': [],
  'categories.': [],
})

describe('a session at Tryton', () => {
  it('signs in once for all that is asked at once, and once more when it has ended', async () => {
    const { session, logIns } = scripted(({ session: as }) => (as.endsWith('key-1') ? 401 : { result: [] }))
    const refs = ['1', '2', '3'].map((id) => ({ object: 'party', id }))
    expect(await Promise.all(refs.map((ref) => session.get(ref)))).toEqual([null, null, null])
    expect(logIns()).toBe(2)
  })

  it('gives up where a new session is refused as well', async () => {
    const { session, logIns } = scripted(() => 401)
    await expect(session.get({ object: 'party', id: '1' })).rejects.toMatchObject({ reason: 'signIn' })
    expect(logIns()).toBe(2)
  })

  it.each([
    ['a web page', '<html><body>Maintenance</body></html>'],
    ['an answer that was cut off', '{"id":1,"result":[{"id":'],
    ['another shape', { result: 'parties' }],
  ])('takes %s for no answer', async (_, given) => {
    const { session } = scripted(() => given)
    await expect(session.pull('party', null)).rejects.toMatchObject({ reason: 'badAnswer' })
  })

  it('reads by the server’s clock, two minutes behind what it said last', async () => {
    const { session, calls } = scripted(({ method }) => ({
      result: method.endsWith('search_count') ? 0 : [],
    }))
    const { cursor } = await session.pull('party', null)
    await session.pull('party', cursor)
    const asked = JSON.stringify(calls.at(-1)?.params)
    expect(asked).toContain(
      '["write_date",">=",{"__class__":"datetime","year":2026,"month":5,"day":4,"hour":9,"minute":28',
    )
    expect(asked).toContain('["create_date",">="')
  })

  it('doesn’t read by any other clock', async () => {
    const { session } = scripted(() => ({ result: [] }), null)
    await expect(session.pull('party', null)).rejects.toMatchObject({ reason: 'badAnswer' })
  })

  it('puts a row aside that isn’t as it should be, and takes the others', async () => {
    const { session } = scripted(({ method }) => ({
      result: method.endsWith('search_count') ? 3 : [party(1), { id: 2, name: 5 }, party(3)],
    }))
    const page = await session.pull('party', null)
    expect(page.records.map(({ id }) => id)).toEqual(['1', '3'])
    expect(page.bad).toEqual([{ id: '2', why: expect.any(String), raw: '{"id":2,"name":5}' }])
  })

  it('has no opportunities where the module isn’t there, and reads them all once it is', async () => {
    const without = scripted(() => ({ result: 0 })).session
    expect(await without.pull('deal', null)).toMatchObject({ phase: 'full', more: false, deals: [] })
    const { cursor, phase } = await without.pull('deal', 'none')
    expect(phase).toBe('delta')
    expect(await without.listIds('deal', null)).toEqual({ ids: [], cursor: null })

    const withThem = scripted(({ method }) => ({
      result: method.endsWith('get_access') ? { 'sale.opportunity': { read: 1 } } : 1,
    })).session
    await expect(withThem.pull('deal', cursor)).rejects.toMatchObject({ reason: 'cursorExpired' })
  })

  it('begins anew from a cursor that is none', async () => {
    const { session } = scripted(() => ({ result: [] }))
    await expect(session.pull('party', '{}')).rejects.toMatchObject({ reason: 'cursorExpired' })
  })
})
