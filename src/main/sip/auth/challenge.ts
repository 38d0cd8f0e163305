export type DigestHash = 'md5' | 'sha256' | 'sha512-256'

/** A challenge that can be answered; values without their quotes and escapes. */
export type Challenge = {
  readonly realm: string
  readonly nonce: string
  readonly hash: DigestHash
  /** `-sess`: the secret is mixed with the nonces (RFC 7616 §3.4.2). */
  readonly session: boolean
  /** The algorithm as the server spells it, to be given back; null where it names none, which means MD5. */
  readonly algorithm: string | null
  readonly qop: 'auth' | null
  readonly opaque: string | null
  readonly stale: boolean
}

const HASHES: Readonly<Record<string, DigestHash>> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
}

type Field = { readonly scheme: string | null; readonly params: Map<string, string> }

/** `, Scheme name="value"`: a scheme stands before a parameter without a sign of its own. */
const PIECE =
  /[\s,]*(?:([\w!%*+.`'~-]+)[ \t]+(?=[\w!%*+.`'~-]+\s*=))?([\w!%*+.`'~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))\s*(?=,|$)/y

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1')

/** The challenges in one field: one as SIP has it, or several between commas as HTTP does. Null for nonsense. */
function cut(value: string): readonly Field[] | null {
  const fields: Field[] = []
  const piece = new RegExp(PIECE)
  while (/[^\s,]/.test(value.slice(piece.lastIndex))) {
    const match = piece.exec(value)
    if (!match) return null
    const [, scheme, name = '', quoted, plain] = match
    if (scheme !== undefined) fields.push({ scheme: scheme.toLowerCase(), params: new Map() })
    const params = fields.at(-1)?.params
    if (!params) return null
    // A parameter said twice could be read differently by the two sides.
    if (params.has(name.toLowerCase())) return null
    params.set(name.toLowerCase(), quoted === undefined ? (plain ?? '') : unescaped(quoted))
  }
  return fields
}

function challengeOf({ scheme, params }: Field): Challenge | null {
  const realm = params.get('realm')
  const nonce = params.get('nonce')
  if (scheme !== 'digest' || !realm || !nonce) return null
  const algorithm = params.get('algorithm') ?? null
  const [, name = '', session] = (algorithm ?? 'MD5').toUpperCase().match(/^(.*?)(-SESS)?$/) ?? []
  const hash = Object.hasOwn(HASHES, name) ? HASHES[name] : undefined
  if (hash === undefined) return null
  const offered = params
    .get('qop')
    ?.split(',')
    .map((one) => one.trim().toLowerCase())
  const qop = offered?.includes('auth') ? 'auth' : null
  // `auth-int` alone: nobody asks for it in SIP. `-sess` without qop: the client's nonce could not be told.
  if ((offered !== undefined || session !== undefined) && qop === null) return null
  return {
    realm,
    nonce,
    hash,
    session: session !== undefined,
    algorithm,
    qop,
    opaque: params.get('opaque') ?? null,
    stale: params.get('stale')?.toLowerCase() === 'true',
  }
}

/** Those of the values of WWW-Authenticate or Proxy-Authenticate that can be answered here, in the server's order. */
export function readChallenges(values: readonly string[]): readonly Challenge[] {
  return values.flatMap((value) => (cut(value) ?? []).flatMap((field) => challengeOf(field) ?? []))
}

export type AuthorizationField = 'authorization' | 'proxy-authorization'

/** What SIP.js gets as the parsed form of WWW-Authenticate or Proxy-Authenticate, and hands on unread. */
export class OfferedChallenges {
  readonly answerIn: AuthorizationField
  readonly challenges: readonly Challenge[]
  /**
   * SIP.js answers a request's first challenge, and once more one that is stale: a proxy's 407 before the registrar's
   * 401 would end there. Saying `true` makes it ask us each time, and whoever answers takes that back.
   */
  stale = true

  constructor(answerIn: AuthorizationField, challenges: readonly Challenge[]) {
    this.answerIn = answerIn
    this.challenges = challenges
  }
}
