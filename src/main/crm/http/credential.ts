export type CredentialSource = {
  /** What is signed in with now. */
  readonly secret: () => Promise<string>
  /** Another one in place of `stale`, which was refused; null where there is none to be had. */
  readonly renew: (stale: string) => Promise<string | null>
}

export type Credential = {
  readonly secret: () => Promise<string>
  /** What to try after `stale` was refused; however many ask, it is renewed once. */
  readonly after: (stale: string) => Promise<string | null>
}

export function createCredential({ secret, renew }: CredentialSource): Credential {
  const underway = new Map<string, Promise<string | null>>()

  const replace = async (stale: string): Promise<string | null> => {
    // One that was on its way while another request had it renewed.
    const current = await secret()
    return current === stale ? renew(stale) : current
  }

  return {
    secret,
    after: (stale) => {
      const known = underway.get(stale)
      if (known) return known
      const renewal = replace(stale).finally(() => underway.delete(stale))
      underway.set(stale, renewal)
      return renewal
    },
  }
}
