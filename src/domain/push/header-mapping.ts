import type { HeaderFields } from './auto-answer.ts'

/** What a header's text may be taken for. `customerNumber`: whom the PBX calls next, once the agent has answered. */
export const MAPPING_TARGETS = ['lead', 'campaign', 'queue', 'popUrl', 'customerNumber', 'field'] as const
export type MappingTarget = (typeof MAPPING_TARGETS)[number]

export type HeaderRule = {
  readonly id: string
  /** In any capitals: `X-Lead-Id`, `User-to-User`, `Call-Info`. */
  readonly header: string
  /** A parameter of the header or of the address in it: `lead` in `…?lead=4711`. Empty takes all of it. */
  readonly part: string
  readonly to: MappingTarget
  /** What a `field` is called on the call, or which field of a customer holds the `lead`; empty: any. */
  readonly label: string
}

/** What a dialer says of a call that it pushes. */
export type CallData = {
  readonly lead: string | null
  readonly campaign: string | null
  readonly queue: string | null
  /** An address to open beside the call, as it came. */
  readonly popUrl: string | null
  readonly customerNumber: string | null
  readonly fields: readonly { readonly label: string; readonly value: string }[]
}

const LONGEST = 500

/** RFC 7433: the content of User-to-User is hexadecimal where it says so, and where it can't be anything else. */
function plainText(header: string, value: string): string {
  if (header.toLowerCase() !== 'user-to-user') return value
  const [content = '', ...parameters] = value.split(';')
  const digits = content.trim().replace(/^"(.*)"$/, '$1')
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(digits)
  if (!isHex || (parameters.length > 0 && !/(?:^|;)\s*encoding\s*=\s*"?hex/i.test(parameters.join(';')))) {
    return value
  }
  // A first octet of 0 or 4 is the protocol discriminator of ISDN.
  const text = decoded(digits.replace(/^0[04]/, '').replace(/../g, '%$&'))
  return /^(?:%|.*\p{Cc})/u.test(text) ? value : text
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The value of `part` in `text`, wherever it stands: `;part=`, `?part=`, `&part=`, or alone. */
function parameterOf(text: string, part: string): string | null {
  const name = part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = new RegExp(`(?:^|[;?&,|\\s<])${name}\\s*[=:]\\s*(?:"([^"]*)"|([^;&,|\\s>]*))`, 'i').exec(text)
  const value = found?.[1] ?? (found?.[2] === undefined ? undefined : decoded(found[2]))
  return value === undefined || value === '' ? null : value
}

/** All of a header: the address between angle brackets where there is one, else the text without its quotes. */
function wholeOf(text: string): string | null {
  const address = /<([^>]*)>/.exec(text)?.[1]
  const whole = (address ?? text.replace(/^"(.*)"$/, '$1')).trim()
  return whole === '' ? null : whole
}

/** The text that a rule takes out of an INVITE's fields; null where there is none. */
export function readRule(fields: HeaderFields, { header, part }: HeaderRule): string | null {
  const wanted = header.trim().toLowerCase()
  for (const [name, value] of Object.entries(fields)) {
    if (name.toLowerCase() !== wanted) continue
    const text = plainText(name, value)
    const read = part.trim() === '' ? wholeOf(text) : parameterOf(text, part.trim())
    if (read !== null) return read.slice(0, LONGEST)
  }
  return null
}

/** What the rules find in an INVITE, the first rule that finds something for each target. Null where none does. */
export function readCallData(fields: HeaderFields, rules: readonly HeaderRule[]): CallData | null {
  const found = rules.flatMap((rule) => {
    const value = readRule(fields, rule)
    return value === null ? [] : [{ rule, value }]
  })
  if (found.length === 0) return null
  const first = (to: MappingTarget): string | null => found.find(({ rule }) => rule.to === to)?.value ?? null
  return {
    lead: first('lead'),
    campaign: first('campaign'),
    queue: first('queue'),
    popUrl: first('popUrl'),
    customerNumber: first('customerNumber'),
    fields: found
      .filter(({ rule }) => rule.to === 'field')
      .map(({ rule, value }) => ({ label: rule.label || rule.header, value })),
  }
}
