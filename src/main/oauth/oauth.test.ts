import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOAuth } from './oauth.ts'
import { createBrowser } from './testing/browser.ts'
import { startProvider, type TestProvider } from './testing/provider.ts'

let provider: TestProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

const oauthWith = (open: (url: string) => Promise<void>) =>
  createOAuth({
    open,
    words: (title) => ({ language: 'en', title, text: '' }),
    now: Date.now,
    log: () => undefined,
  })

const agreeing = () => oauthWith(async (url) => void createBrowser().agree(url))

describe('a grant', () => {
  it('gives its access token, and another one when that is refused', async () => {
    const oauth = agreeing()
    const signed = await oauth.signIn(provider.plan())
    if (!signed.ok) throw new Error(signed.reason)
    const { grant } = signed.value
    const access = await oauth.accessToken(provider.plan(), grant, null, () => Promise.reject(new Error()))
    expect(access).toEqual(expect.any(String))

    const stored: string[] = []
    const store = async (next: string): Promise<boolean> => stored.push(next) > 0
    const asked = Array.from({ length: 10 }, () => oauth.accessToken(provider.plan(), grant, access, store))
    const renewed = new Set(await Promise.all(asked))
    expect(renewed.size).toBe(1)
    expect(renewed.has(access)).toBe(false)
    expect(stored).toHaveLength(1)
    // The new grant gives what the old one was renewed to; the old one is spent.
    expect(await oauth.accessToken(provider.plan(), stored[0] ?? '', access, store)).toBe([...renewed][0])
    expect(await oauth.accessToken(provider.plan(), grant, access, store)).toBeNull()
  })

  it('is not given up where the server can not be reached', async () => {
    const gone = await startProvider()
    await gone.stop()
    const grant = JSON.stringify({ access: 'a', refresh: 'r', expiresAt: null })
    const asked = agreeing().accessToken(gone.plan(), grant, 'a', async () => true)
    await expect(asked).rejects.toThrow('offline')
  })

  it('comes from one sign-in at a time', async () => {
    let opened = 0
    const oauth = oauthWith(async () => {
      opened += 1
    })
    const first = oauth.signIn(provider.plan())
    await expect.poll(() => opened, { timeout: 10_000 }).toBe(1)
    const second = oauth.signIn(provider.plan())
    expect(await first).toEqual({ ok: false, reason: 'cancelled' })
    await expect.poll(() => opened, { timeout: 10_000 }).toBe(2)
    oauth.cancel()
    expect(await second).toEqual({ ok: false, reason: 'cancelled' })
  })
})
