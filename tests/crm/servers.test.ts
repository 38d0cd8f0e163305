import { describe, expect, it } from 'vitest'
import { basic } from './servers/address-book-server.ts'
import { startRadicale } from './servers/radicale.ts'
import { serverOfFile } from './servers/server-of-file.ts'
import { startTryton } from './servers/tryton.ts'
import { startXandikos } from './servers/xandikos.ts'

describe.each([
  ['Radicale', startRadicale],
  ['Xandikos', startXandikos],
])('%s', (_, start) => {
  const server = serverOfFile(start)

  it('serves an address book to those who know the password', async () => {
    const { book, user, password } = server()
    const answer = await fetch(book, {
      method: 'PROPFIND',
      headers: { Authorization: basic(user, password), Depth: '0' },
    })
    expect(answer.status).toBe(207)
    expect(await answer.text()).toMatch(/addressbook/)
  })

  it('takes another address book', async () => {
    const { addBook } = server()
    expect(await addBook('second', 'Second')).toMatch(/\/second\/$/)
  })
})

describe('Tryton', () => {
  const server = serverOfFile((folder) => startTryton(folder))

  it('lets a user in, and nobody with a wrong password', async () => {
    const { server: root, database, user, password } = server()
    const logIn = (tried: string): Promise<Response> =>
      fetch(new URL(`${database}/`, root), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          id: 1,
          method: 'common.db.login',
          params: [user, { password: tried }, 'en'],
        }),
      })
    const answer = await logIn(password)
    expect(await answer.json()).toMatchObject({ result: [1, expect.any(String)] })
    expect((await logIn('wrong')).status).toBe(401)
  })
})
