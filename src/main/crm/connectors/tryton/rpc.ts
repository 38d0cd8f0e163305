import { z } from 'zod'
import type { Access } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { refusalOf } from './refusal.ts'

export type Rpc = {
  /** A method of a model, with the user's context; `context` adds to it. */
  readonly model: <Value>(
    method: string,
    args: readonly unknown[],
    shape: z.ZodType<Value>,
    context?: Readonly<Record<string, unknown>>,
  ) => Promise<Value>
  /** The user's own settings: language, company ... */
  readonly preferences: () => Promise<Preferences>
  /** The server's clock when it answered last, in epoch ms; null before that, or where it doesn't say. */
  readonly serverTime: () => number | null
}

const preferences = z.looseObject({ language: z.string().nullish(), company: z.number().nullish() })
export type Preferences = z.infer<typeof preferences>

const answer = z.object({ result: z.unknown(), error: z.unknown() }).partial()
const loggedIn = z.tuple([z.number(), z.string()]).rest(z.unknown())

type SignedIn = { readonly authorization: string; readonly preferences: Preferences }

/** Where a database answers: `https://erp.example.com/crm/`. */
export function endpointOf({ server = '', database = '' }: Access['settings']): string {
  const root = server.endsWith('/') ? server : `${server}/`
  if (!URL.canParse(root)) throw new CrmFailure('rejected', 'the server’s address is none')
  return new URL(`${encodeURIComponent(database)}/`, root).href
}

/** Tryton's JSON-RPC. Signs in by itself, and once more when the session has ended meanwhile. */
export function createRpc({ settings, http, secret }: Access): Rpc {
  const url = endpointOf(settings)
  const { user = '' } = settings
  let calls = 0
  let time: number | null = null
  let session: Promise<SignedIn> | null = null

  async function call(
    method: string,
    params: readonly unknown[],
    authorization: string | null,
  ): Promise<unknown> {
    calls += 1
    const { text, date } = await http.ask({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        ...(authorization === null ? {} : { authorization }),
      },
      body: JSON.stringify({ id: calls, method, params }),
    })
    time = date ?? time
    const read = answer.safeParse(jsonOf(text))
    if (!read.success) throw new CrmFailure('badAnswer', `${method}: no answer as JSON-RPC has it`)
    if (read.data.error !== undefined && read.data.error !== null) throw refusalOf(method, read.data.error)
    return read.data.result
  }

  async function signIn(): Promise<SignedIn> {
    const password = await secret()
    const given = loggedIn.safeParse(await call('common.db.login', [user, { password }, 'en'], null))
    // Some versions answer so instead of with 401.
    if (!given.success) throw new CrmFailure('signIn', 'Tryton knows no such user and password')
    const [id, key] = given.data
    const authorization = `Session ${Buffer.from(`${user}:${id}:${key}`, 'utf8').toString('base64')}`
    const own = await call('model.res.user.get_preferences', [true, {}], authorization)
    return { authorization, preferences: shaped('get_preferences', preferences, own) }
  }

  const signedIn = (): Promise<SignedIn> => {
    session ??= signIn()
    const current = session
    current.catch(() => {
      if (session === current) session = null
    })
    return current
  }

  async function inSession<Value>(run: (as: SignedIn) => Promise<Value>): Promise<Value> {
    const current = signedIn()
    const as = await current
    try {
      return await run(as)
    } catch (error) {
      if (!(error instanceof CrmFailure) || error.reason !== 'signIn') throw error
      // The session has ended; whoever sees it first signs in for all.
      if (session === current) session = null
      return await run(await signedIn())
    }
  }

  return {
    model: async (method, args, shape, context = {}) =>
      inSession(async (as) => {
        const params = [...args, { ...as.preferences, ...context }]
        return shaped(method, shape, await call(`model.${method}`, params, as.authorization))
      }),
    preferences: async () => (await signedIn()).preferences,
    serverTime: () => time,
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CrmFailure('badAnswer', `no JSON, or cut off, of ${text.length} characters`)
  }
}

function shaped<Value>(method: string, shape: z.ZodType<Value>, value: unknown): Value {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new CrmFailure('badAnswer', `${method}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
}
