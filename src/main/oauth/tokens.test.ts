import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signInByBrowser } from './sign-in.ts'
import { createBrowser } from './testing/browser.ts'
import { startProvider, type TestProvider } from './testing/provider.ts'
import { readTokens, type Tokens, writeTokens } from './token-set.ts'
import { createTokens, type TokenPorts } from './tokens.ts'

let provider: TestProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

async function signedIn(): Promise<Tokens> {
  const browser = createBrowser()
  const result = await signInByBrowser(
    provider.plan(),
    {
      open: async (url) => void browser.agree(url),
      words: (title) => ({ language: 'en', title, text: '' }),
      now: Date.now,
      log: () => undefined,
    },
    new AbortController().signal,
  )
  if (!result.ok) throw new Error(result.reason)
  return result.value.tokens
}

/** A disk with one sealed text on it. */
const diskWith = (tokens: Tokens | null) => {
  const disk = { text: tokens === null ? null : writeTokens(tokens), stores: 0 }
  const ports: TokenPorts = {
    load: async () => disk.text,
    store: async (text) => {
      disk.text = text
      disk.stores += 1
    },
    now: Date.now,
    log: () => undefined,
  }
  return { disk, ports }
}

const refreshes = (): number => provider.grants.filter((grant) => grant === 'refresh_token').length

describe('the tokens of a connection', () => {
  it('are what signing in brought, until they are refused', async () => {
    const tokens = await signedIn()
    const { ports } = diskWith(tokens)
    expect(await createTokens(provider.plan(), ports).access()).toEqual({ ok: true, value: tokens.access })
  })

  it('ask for signing in where there are none, or what is stored can not be read', async () => {
    for (const text of [null, 'garbage', '{}', '[]', 'null']) {
      const { ports } = diskWith(null)
      const keeper = createTokens(provider.plan(), { ...ports, load: async () => text })
      expect(await keeper.access()).toEqual({ ok: false, reason: 'signIn' })
      expect(await keeper.renew('stale')).toEqual({ ok: false, reason: 'signIn' })
    }
  })

  it('rotate: each renewal brings another refresh token, which is good in its turn', async () => {
    const tokens = await signedIn()
    const { disk, ports } = diskWith(tokens)
    const keeper = createTokens(provider.plan(), ports)
    let access = tokens.access
    const refresh = new Set([tokens.refresh])
    for (let time = 0; time < 3; time += 1) {
      const renewed = await keeper.renew(access)
      if (!renewed.ok) throw new Error(renewed.reason)
      expect(renewed.value).not.toBe(access)
      access = renewed.value
      refresh.add(readTokens(disk.text ?? '')?.refresh ?? null)
    }
    expect(refresh.size).toBe(4)
    expect(await keeper.access()).toEqual({ ok: true, value: access })
  })

  it('are renewed once, however many ask', async () => {
    const tokens = await signedIn()
    const { ports } = diskWith(tokens)
    const keeper = createTokens(provider.plan(), ports)
    const before = refreshes()
    const renewed = await Promise.all(Array.from({ length: 10 }, () => keeper.renew(tokens.access)))
    expect(new Set(renewed.map((result) => result.ok && result.value)).size).toBe(1)
    expect(renewed[0]).toMatchObject({ ok: true })
    // One that comes late with the old one, too.
    expect(await keeper.renew(tokens.access)).toEqual(renewed[0])
    expect(refreshes()).toBe(before + 1)
  })

  it('are stored before anybody is given them', async () => {
    const tokens = await signedIn()
    const { ports } = diskWith(tokens)
    const order: string[] = []
    let stored: () => void = () => undefined
    let storing: () => void = () => undefined
    const begun = new Promise<void>((resolve) => {
      storing = resolve
    })
    const keeper = createTokens(provider.plan(), {
      ...ports,
      store: () =>
        new Promise((resolve) => {
          storing()
          stored = () => {
            order.push('stored')
            resolve()
          }
        }),
    })
    const given = [keeper.renew(tokens.access), keeper.renew(tokens.access)].map((result) =>
      result.then(() => order.push('given')),
    )
    await begun
    // Whoever asks meanwhile waits as well.
    given.push(keeper.access().then(() => order.push('given')))
    await new Promise((done) => setTimeout(done, 50))
    expect(order).toEqual([])
    stored()
    await Promise.all(given)
    expect(order).toEqual(['stored', 'given', 'given', 'given'])
  })

  it('ask for signing in after a crash between the answer and the disk', async () => {
    const tokens = await signedIn()
    const { ports } = diskWith(tokens)
    const crashing = createTokens(provider.plan(), { ...ports, store: () => new Promise(() => undefined) })
    const before = refreshes()
    void crashing.renew(tokens.access)
    await expect.poll(refreshes, { timeout: 10_000 }).toBe(before + 1)

    const restarted = createTokens(provider.plan(), ports)
    expect(await restarted.renew(tokens.access)).toEqual({ ok: false, reason: 'signIn' })
    // It isn't asked again with what is spent.
    expect(await restarted.renew(tokens.access)).toEqual({ ok: false, reason: 'signIn' })
    expect(refreshes()).toBe(before + 2)
  })

  it('end for good when somebody else uses an old refresh token: the new one dies too', async () => {
    const tokens = await signedIn()
    const { ports } = diskWith(tokens)
    const keeper = createTokens(provider.plan(), ports)
    const renewed = await keeper.renew(tokens.access)
    if (!renewed.ok) throw new Error(renewed.reason)

    const thief = createTokens(provider.plan(), diskWith(tokens).ports)
    expect(await thief.renew(tokens.access)).toEqual({ ok: false, reason: 'signIn' })
    expect(await keeper.renew(renewed.value)).toEqual({ ok: false, reason: 'signIn' })
  })

  it('are renewed before they end', async () => {
    const tokens = await signedIn()
    const { ports } = diskWith(tokens)
    const keeper = createTokens(provider.plan(), { ...ports, now: () => (tokens.expiresAt ?? 0) - 30_000 })
    const access = await keeper.access()
    expect(access).toMatchObject({ ok: true })
    expect(access).not.toEqual({ ok: true, value: tokens.access })
  })

  it('serve on where they can not be stored', async () => {
    const tokens = await signedIn()
    const { ports } = diskWith(tokens)
    const logged: string[] = []
    const keeper = createTokens(provider.plan(), {
      ...ports,
      store: () => Promise.reject(new Error('no keyring')),
      log: (line) => logged.push(line),
    })
    const first = await keeper.renew(tokens.access)
    if (!first.ok) throw new Error(first.reason)
    expect(await keeper.renew(first.value)).toMatchObject({ ok: true })
    expect(logged.join()).toContain('no keyring')
  })

  it('are not lost where the server is out of reach: that is another thing than signing in', async () => {
    const tokens = await signedIn()
    const { ports } = diskWith(tokens)
    const gone = await startProvider()
    await gone.stop()
    const keeper = createTokens(provider.plan({ issuer: gone.issuer }), ports)
    expect(await keeper.renew(tokens.access)).toEqual({ ok: false, reason: 'offline' })
    expect(await createTokens(provider.plan(), ports).renew(tokens.access)).toMatchObject({ ok: true })
  })
})
