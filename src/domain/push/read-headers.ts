import type { HeaderFields } from './auto-answer.ts'

/**
 * The header fields of a text that somebody pasted: a whole INVITE, or some of its lines. Folded lines belong to the one
 * before, several of a kind are joined by commas, and what a caller added to the Request-URI stands under its name.
 * What is no header is left out.
 */
export function readHeaders(text: string): HeaderFields {
  const [head = ''] = text.trimStart().split(/\r?\n[ \t]*\r?\n/, 1)
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const fields = new Map<string, { readonly name: string; readonly values: string[] }>()
  const add = (name: string, value: string): void => {
    const known = fields.get(name.toLowerCase())
    if (known) known.values.push(value)
    else fields.set(name.toLowerCase(), { name, values: [value] })
  }
  const request = /^[A-Z]+ (\S+) SIP\/2\.0\s*$/.exec(lines[0] ?? '')
  const parameters = request?.[1]?.replace(/^[^;?]*|\?.*$|;transport=[^;?]*/gi, '') ?? ''
  for (const line of lines) {
    const header = /^([^\s:]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line)
    if (header?.[1] && header[2]) add(header[1], header[2])
  }
  if (parameters !== '') add('Request-URI', parameters)
  return Object.fromEntries([...fields.values()].map(({ name, values }) => [name, values.join(', ')]))
}

/** The user that a message is from, as far as a name of it is enough; null where it doesn't say. */
export function senderOf(fields: HeaderFields): string | null {
  const from = Object.entries(fields).find(([name]) => /^(from|f)$/i.test(name))?.[1] ?? ''
  return /sips?:([^@;>\s]+)@/i.exec(from)?.[1] ?? null
}
