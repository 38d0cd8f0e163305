import type { TokenAnswer } from './client.ts'

export type Tokens = {
  readonly access: string
  /** Null where the server gave none: then it ends with the access token. */
  readonly refresh: string | null
  /** Epoch ms; null where the server doesn't say. */
  readonly expiresAt: number | null
}

export function tokensOf(answer: TokenAnswer, now: number): Tokens {
  return {
    access: answer.access_token,
    refresh: answer.refresh_token ?? null,
    expiresAt: answer.expires_in === undefined ? null : now + answer.expires_in * 1000,
  }
}

/** As they are stored: the text is a secret. */
export const writeTokens = (tokens: Tokens): string => JSON.stringify(tokens)

/** Null where it isn't what `writeTokens` wrote. */
export function readTokens(text: string): Tokens | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { access, refresh, expiresAt } = value as Record<string, unknown>
  if (typeof access !== 'string') return null
  return {
    access,
    refresh: typeof refresh === 'string' ? refresh : null,
    expiresAt: typeof expiresAt === 'number' ? expiresAt : null,
  }
}
