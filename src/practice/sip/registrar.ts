import type { IncomingRegisterRequest, IncomingRequestMessage, URI } from 'sip.js/lib/core/index.js'
import type { Connection } from './connection.ts'
import type { DigestServer } from './digest.ts'
import { allContactsHeader } from './sip-core.ts'

/** Where a user can be called: one Contact of one agent. */
export interface Registration {
  readonly user: string
  /** The Contact header as the agent wrote it. */
  readonly contact: string
  readonly uri: URI
  readonly connection: Connection
  /** Milliseconds since 1970, when it ends unless it is refreshed. */
  readonly expiresAt: number
}

/**
 * How to answer a REGISTER out of the ordinary. `silent` doesn't answer at all, `expires` grants that many seconds
 * (0 and absurd values too), `code` refuses with extra headers such as `Retry-After: 2` or `Min-Expires: 600`;
 * `contact` overrides the Contact of a 200 (`''` leaves it out), and `headers` are added to it, such as `Service-Route:
 * <sip:proxy.example;lr>`.
 */
export type RegisterScript =
  | { silent: true }
  | { code: number; reason?: string; headers?: readonly string[] }
  | { expires: number; contact?: string; headers?: readonly string[] }

export interface Registrar {
  handle(request: IncomingRegisterRequest, connection: Connection): void
  registrations(): readonly Registration[]
  /** The freshest registration of a user. */
  find(user: string): Registration | undefined
  forgetConnection(connection: Connection): void
  /** `undefined` answers as usual. */
  script(decide: (message: IncomingRequestMessage) => RegisterScript | undefined): void
  clear(): void
}

export interface RegistrarOptions {
  users: ReadonlyMap<string, string>
  digest: DigestServer
  /** Seconds granted at most. */
  longest: number
  /** Seconds below which a REGISTER is refused with 423. */
  shortest: number
  onChange(): void
}

interface Binding extends Registration {
  timer: NodeJS.Timeout
}

export function createRegistrar(options: RegistrarOptions): Registrar {
  const bindings = new Map<string, Binding>()
  let decide: (message: IncomingRequestMessage) => RegisterScript | undefined = () => undefined

  function remove(key: string): void {
    const binding = bindings.get(key)
    if (!binding) return
    clearTimeout(binding.timer)
    bindings.delete(key)
    options.onChange()
  }

  function of(user: string): Binding[] {
    return [...bindings.values()].filter((binding) => binding.user === user)
  }

  function register(
    request: IncomingRegisterRequest,
    user: string,
    connection: Connection,
    script?: RegisterScript,
  ) {
    const { message } = request
    const scripted = script && 'expires' in script ? script : undefined
    const contacts = contactsOf(message)
    if (contacts === '*') {
      for (const key of [...bindings.keys()]) if (bindings.get(key)?.user === user) remove(key)
      request.accept({ statusCode: 200 })
      return
    }
    const tooShort = contacts.some(({ expires }) => expires > 0 && expires < options.shortest)
    if (tooShort) {
      request.reject({ statusCode: 423, extraHeaders: [`Min-Expires: ${options.shortest}`] })
      return
    }
    for (const { header, uri, instance, expires } of contacts) {
      const key = `${user} ${instance ?? uri.toString()}`
      if (expires === 0) {
        remove(key)
        continue
      }
      const granted = Math.min(expires, options.longest)
      clearTimeout(bindings.get(key)?.timer)
      bindings.delete(key) // so that the freshest is the last
      bindings.set(key, {
        user,
        contact: header,
        uri,
        connection,
        expiresAt: Date.now() + granted * 1000,
        timer: setTimeout(remove, granted * 1000, key).unref(),
      })
    }
    const extraHeaders = of(user).map(({ contact, expiresAt }) => {
      const seconds = scripted?.expires ?? Math.max(1, Math.round((expiresAt - Date.now()) / 1000))
      return `Contact: ${contact.replace(/;\s*expires=[^;,]*/i, '')};expires=${seconds}`
    })
    if (scripted?.contact !== undefined) extraHeaders.length = 0
    if (scripted?.contact) extraHeaders.push(`Contact: ${scripted.contact}`)
    extraHeaders.push(...(scripted?.headers ?? []))
    request.accept({ statusCode: 200, extraHeaders })
    options.onChange()
  }

  return {
    handle(request, connection) {
      const { message } = request
      const script = decide(message)
      if (script && 'silent' in script) return
      if (script && 'code' in script) {
        answerWithCode(request, script, options.digest)
        return
      }
      const passwordOf = (user: string) => options.users.get(user)
      const check = options.digest.check(message.getHeader('authorization'), 'REGISTER', passwordOf)
      if (!check.ok) {
        request.reject({
          statusCode: 401,
          extraHeaders: challengeHeaders(options.digest, check.stale),
        })
        return
      }
      if (message.to.uri.user !== check.user) {
        request.reject({ statusCode: 403 })
        return
      }
      register(request, check.user, connection, script)
    },

    registrations: () => [...bindings.values()],
    find: (user) => of(user).findLast(({ connection }) => connection.open),
    forgetConnection(connection) {
      for (const [key, binding] of bindings) if (binding.connection === connection) remove(key)
    },
    script(next) {
      decide = next
    },
    clear() {
      for (const key of [...bindings.keys()]) remove(key)
    },
  }
}

const challengeHeaders = (digest: DigestServer, stale = false): string[] =>
  digest.challenges(stale).map((challenge) => `WWW-Authenticate: ${challenge}`)

function answerWithCode(
  request: IncomingRegisterRequest,
  script: { code: number; reason?: string; headers?: readonly string[] },
  digest: DigestServer,
): void {
  const extraHeaders = [...(script.headers ?? [])]
  const challenges = extraHeaders.some((header) => /^www-authenticate:/i.test(header))
  if (script.code === 401 && !challenges) extraHeaders.push(...challengeHeaders(digest))
  const response = {
    statusCode: script.code,
    extraHeaders,
    ...(script.reason === undefined ? {} : { reasonPhrase: script.reason }),
  }
  if (script.code < 300) request.accept(response)
  else if (script.code < 400) request.redirect([], response)
  else request.reject(response)
}

interface ContactOffered {
  header: string
  uri: URI
  instance: string | undefined
  expires: number
}

function contactsOf(message: IncomingRequestMessage): ContactOffered[] | '*' {
  if (message.hasHeader(allContactsHeader)) return '*'
  const headers = message.getHeaders('contact')
  const common = Number(message.getHeader('expires') ?? Number.NaN)
  return headers.flatMap((header, index) => {
    const parsed = message.parseHeader('contact', index)
    if (!parsed?.uri) return []
    const own = Number(header.match(/;\s*expires=(\d+)/i)?.[1] ?? Number.NaN)
    const instance = header.match(/\+sip\.instance="([^"]*)"/i)?.[1]
    const flow = header.match(/;\s*reg-id=(\d+)/i)?.[1]
    return [
      {
        header,
        uri: parsed.uri as URI,
        instance: instance === undefined ? undefined : `${instance} ${flow ?? ''}`,
        expires: [own, common, 300].find((seconds) => Number.isFinite(seconds)) ?? 300,
      },
    ]
  })
}
