import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BrowserPorts, signInByBrowser } from './sign-in.ts'
import { createBrowser, type Shown } from './testing/browser.ts'
import { startProvider, type TestProvider } from './testing/provider.ts'

let provider: TestProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

const never = new AbortController().signal

const portsOf = (open: (url: string) => Promise<void>, more: Partial<BrowserPorts> = {}): BrowserPorts => ({
  open,
  words: (outcome) => ({ language: 'en', title: outcome, text: 'You can close this <window>.' }),
  now: () => 1_000_000,
  log: () => undefined,
  ...more,
})

/** Opens as the system does: what happens in the browser is not waited for. */
function agreeing() {
  const browser = createBrowser()
  let shown: Promise<Shown> | null = null
  return {
    open: async (url: string): Promise<void> => {
      shown = browser.agree(url)
    },
    shown: () => shown,
  }
}

describe('signing in by the browser', () => {
  it('brings tokens, shows that the window can be closed, and keeps what was asked for', async () => {
    const { open, shown } = agreeing()
    const result = await signInByBrowser(provider.plan(), portsOf(open), never)
    expect(result).toMatchObject({
      ok: true,
      value: {
        tokens: { access: expect.any(String), refresh: expect.any(String), expiresAt: 1_000_000 + 3_600_000 },
        kept: { scope: 'openid offline_access' },
      },
    })
    const page = await shown()
    expect(page).toMatchObject({ status: 200 })
    expect(page?.text).toContain('<h1>done</h1>')
    expect(page?.text).toContain('close this &lt;window&gt;')
  })

  it('asks with PKCE by S256, a state, and a redirect to this computer at a port of its own', async () => {
    let asked = new URL('about:blank')
    const stop = new AbortController()
    await signInByBrowser(
      provider.plan(),
      portsOf(async (url) => {
        asked = new URL(url)
        stop.abort()
      }),
      stop.signal,
    )
    const query = asked.searchParams
    expect(query.get('code_challenge_method')).toBe('S256')
    expect(query.get('code_challenge')).toMatch(/^[\w-]{43}$/)
    expect(query.get('state')?.length).toBeGreaterThan(20)
    expect(query.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/signed-in$/)
    expect(query.has('client_secret')).toBe(false)
  })

  it('works with endpoints that are said outright', async () => {
    const endpoints = { authorization: `${provider.issuer}/auth`, token: `${provider.issuer}/token` }
    const result = await signInByBrowser(provider.plan({ endpoints }), portsOf(agreeing().open), never)
    expect(result).toMatchObject({ ok: true })
  })

  it('is denied where the user says no, and the page says so', async () => {
    const browser = createBrowser()
    let shown: Promise<Shown> | null = null
    const logged: string[] = []
    const result = await signInByBrowser(
      provider.plan(),
      portsOf(
        async (url) => {
          shown = browser.deny(url)
        },
        { log: (line) => logged.push(line) },
      ),
      never,
    )
    expect(result).toEqual({ ok: false, reason: 'denied' })
    expect(logged.join()).toContain('access_denied')
    expect((await (shown as unknown as Promise<Shown>)).text).toContain('<h1>failed</h1>')
  })

  it('turns away whoever comes with another state, and goes on waiting', async () => {
    const turnedAway: number[] = []
    const browser = createBrowser()
    const result = await signInByBrowser(
      provider.plan(),
      portsOf(async (url) => {
        const redirect = new URL(url).searchParams.get('redirect_uri')
        for (const query of ['?code=stolen&state=wrong', '?code=stolen', '/../other?state=wrong'])
          turnedAway.push((await browser.visit(`${redirect}${query}`)).status)
        void browser.agree(url)
      }),
      never,
    )
    expect(turnedAway).toEqual([404, 404, 404])
    expect(result).toMatchObject({ ok: true })
  })

  it('ends when it is cancelled, and listens no more', async () => {
    const stop = new AbortController()
    let redirect = ''
    const result = await signInByBrowser(
      provider.plan(),
      portsOf(async (url) => {
        redirect = new URL(url).searchParams.get('redirect_uri') ?? ''
        stop.abort()
      }),
      stop.signal,
    )
    expect(result).toEqual({ ok: false, reason: 'cancelled' })
    await expect(fetch(redirect)).rejects.toThrow()
  })

  it('ends when nobody comes back in time', async () => {
    const ports = portsOf(async () => undefined, { patienceMs: 50 })
    expect(await signInByBrowser(provider.plan(), ports, never)).toEqual({ ok: false, reason: 'cancelled' })
  })

  it('ends when there is no browser', async () => {
    const ports = portsOf(() => Promise.reject(new Error('no browser')))
    expect(await signInByBrowser(provider.plan(), ports, never)).toEqual({ ok: false, reason: 'cancelled' })
  })

  it('takes the first free one of the ports that the server knows', async () => {
    const busy = createServer()
    await new Promise<void>((ready) => busy.listen(0, '127.0.0.1', ready))
    const taken = (busy.address() as AddressInfo).port
    const redirect = { host: '127.0.0.1', path: '/signed-in', ports: [taken] } as const
    const open = async (): Promise<void> => undefined
    const none = await signInByBrowser(provider.plan({ redirect }), portsOf(open), never)
    expect(none).toEqual({ ok: false, reason: 'noPort' })

    const second = { ...redirect, ports: [taken, 0] }
    const result = await signInByBrowser(provider.plan({ redirect: second }), portsOf(agreeing().open), never)
    expect(result).toMatchObject({ ok: true })
    await new Promise((done) => busy.close(done))
  })

  it('is offline where the server can not be reached', async () => {
    const gone = await startProvider()
    await gone.stop()
    const result = await signInByBrowser(gone.plan(), portsOf(agreeing().open), never)
    expect(result).toEqual({ ok: false, reason: 'offline' })
  })

  it.each(['', 'nonsense', 'http://crm.example', 'file:///etc'])(
    'opens nothing for the issuer %j',
    async (issuer) => {
      const opened: string[] = []
      const ports = portsOf(async (url) => void opened.push(url))
      expect(await signInByBrowser(provider.plan({ issuer }), ports, never)).toEqual({
        ok: false,
        reason: 'badFields',
      })
      expect(opened).toEqual([])
    },
  )

  it('never opens what a server names in place of a page', async () => {
    const endpoints = { authorization: 'file:///bin/sh', token: `${provider.issuer}/token` }
    const opened: string[] = []
    const ports = portsOf(async (url) => void opened.push(url))
    const result = await signInByBrowser(provider.plan({ endpoints }), ports, never)
    expect(result).toEqual({ ok: false, reason: 'badFields' })
    expect(opened).toEqual([])
  })
})
