/** What is shown at the end of a chain of redirects. */
export type Shown = { readonly url: string; readonly status: number; readonly text: string }

/** Enough of a browser to sign in at the test's provider: cookies by origin, redirects, and its two forms. */
export function createBrowser() {
  const jars = new Map<string, Map<string, string>>()

  const cookiesOf = (url: URL): Map<string, string> => {
    const jar = jars.get(url.origin) ?? new Map<string, string>()
    jars.set(url.origin, jar)
    return jar
  }

  async function visit(
    address: string,
    form: Readonly<Record<string, string>> | null = null,
  ): Promise<Shown> {
    let url = new URL(address)
    let body = form
    for (let hops = 0; hops < 20; hops += 1) {
      const jar = cookiesOf(url)
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body === null ? {} : { method: 'POST', body: new URLSearchParams(body) }),
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        jar.set(name, value)
      }
      const text = await response.text()
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null)
        return { url: url.href, status: response.status, text }
      url = new URL(location, url)
      body = null
    }
    throw new Error('too many redirects')
  }

  return {
    visit,
    /** Signs in and agrees to what is asked for; ends on the page of whoever asked. */
    agree: async (address: string): Promise<Shown> => {
      const login = await visit(address)
      const consent = await visit(login.url, { prompt: 'login', login: 'agent', password: 'any' })
      return visit(consent.url, { prompt: 'consent' })
    },
    deny: async (address: string): Promise<Shown> => {
      const login = await visit(address)
      return visit(`${login.url}/abort`)
    },
  }
}
