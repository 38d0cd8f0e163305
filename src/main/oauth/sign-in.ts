import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { OAuthPlan } from '../../domain/crm/oauth-plan.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'
import { clientOf, isSafe, type TokenAnswer } from './client.ts'
import { oauthFailure } from './failure.ts'
import { type Loopback, openLoopback, type Visit } from './loopback.ts'
import type { PageText } from './page.ts'
import { type Tokens, tokensOf } from './token-set.ts'

/** `cancelled`: given up, or nobody came back in time. `badFields`: the plan names no server that can be asked. */
export type BrowserRefusal = 'cancelled' | 'denied' | 'offline' | 'noPort' | 'badFields'

export type SignedIn = {
  readonly tokens: Tokens
  /** What the plan wants kept of the answer, by its name there. */
  readonly kept: Readonly<Record<string, string>>
}

export type BrowserPorts = {
  readonly open: (url: string) => Promise<void>
  /** What the browser shows at the end. */
  readonly words: (outcome: 'done' | 'failed') => PageText
  /** Epoch ms. */
  readonly now: () => number
  readonly log: (message: string) => void
  /** How long somebody may take, in milliseconds. */
  readonly patienceMs?: number
}

const PATIENCE = 10 * 60_000

function keptOf(answer: TokenAnswer, keeps: readonly string[]): Readonly<Record<string, string>> {
  const values = keeps.flatMap((key) => {
    const value = answer[key]
    return typeof value === 'string' ? [[key, value] as const] : []
  })
  return Object.fromEntries(values)
}

/** Resolves when it is given up or took too long; `done` takes the timer back. */
function givingUp(signal: AbortSignal, patienceMs: number) {
  let done: () => void = () => undefined
  const gone = new Promise<null>((resolve) => {
    const giveUp = (): void => resolve(null)
    const timer = setTimeout(giveUp, patienceMs)
    signal.addEventListener('abort', giveUp, { once: true })
    done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
    if (signal.aborted) giveUp()
  })
  return { gone, done }
}

/** What the browser is sent to; null where the server names something that isn't safe to open. */
async function addressOf(
  client: Configuration,
  plan: OAuthPlan,
  loopback: Loopback,
  state: string,
  verifier: string,
): Promise<URL | null> {
  const named = client.serverMetadata().authorization_endpoint ?? ''
  if (!URL.canParse(named) || !isSafe(new URL(named))) return null
  return buildAuthorizationUrl(client, {
    redirect_uri: loopback.redirect.href,
    scope: plan.scopes.join(' '),
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    // OpenID Connect Core §11: without asking there is no offline access.
    ...(plan.scopes.includes('offline_access') ? { prompt: 'consent' } : {}),
  })
}

/** Opens the browser and waits for it; null where it can't be opened, or nobody comes. */
async function visitAfter(
  ports: BrowserPorts,
  address: URL,
  loopback: Loopback,
  gone: Promise<null>,
): Promise<Visit | null> {
  try {
    return await Promise.race([ports.open(address.href).then(() => loopback.visit), gone])
  } catch (error) {
    ports.log(`the browser could not be opened: ${String(error)}`)
    return null
  }
}

/**
 * Signs in by the browser: authorization code with PKCE, a state, and a redirect to this computer (RFC 8252, RFC 7636).
 * What the browser comes back with is worth nothing to anybody else: the verifier never leaves this process.
 */
export async function signInByBrowser(
  plan: OAuthPlan,
  ports: BrowserPorts,
  signal: AbortSignal,
): Promise<Result<SignedIn, BrowserRefusal>> {
  const failed = (error: unknown): Result<never, BrowserRefusal> => {
    const { reason, detail } = oauthFailure(error)
    ports.log(`signing in failed: ${detail}`)
    return refuse(reason === 'server' ? 'denied' : reason)
  }
  if (!URL.canParse(plan.issuer) || !isSafe(new URL(plan.issuer))) return refuse('badFields')

  let client: Configuration
  try {
    client = await clientOf(plan)
  } catch (error) {
    return failed(error)
  }
  const state = randomState()
  const verifier = randomPKCECodeVerifier()
  const loopback = await openLoopback(plan.redirect, state)
  if (loopback === null) return refuse('noPort')
  const { gone, done } = givingUp(signal, ports.patienceMs ?? PATIENCE)
  try {
    const address = await addressOf(client, plan, loopback, state, verifier)
    if (address === null) return refuse('badFields')
    const visit = await visitAfter(ports, address, loopback, gone)
    if (visit === null) return refuse('cancelled')
    try {
      const answer = await authorizationCodeGrant(client, visit.url, {
        expectedState: state,
        pkceCodeVerifier: verifier,
      })
      await visit.answer(ports.words('done'))
      return ok({ tokens: tokensOf(answer, ports.now()), kept: keptOf(answer, plan.keeps) })
    } catch (error) {
      await visit.answer(ports.words('failed'))
      return failed(error)
    }
  } finally {
    done()
    loopback.close()
  }
}
