/** One SIP message of a call as it went over the line, for whoever has to find out what went wrong. */
export type TracedMessage = {
  readonly direction: 'in' | 'out'
  /** Epoch ms. */
  readonly wall: number
  /** Whole, with its secrets masked. */
  readonly text: string
}

const header = (text: string, name: string): string | null =>
  new RegExp(`^(?:${name})[ \\t]*:[ \\t]*(.*?)[ \\t]*$`, 'im').exec(text.split('\r\n\r\n')[0] ?? '')?.[1] ??
  null

/** The Call-ID of a message; null where it has none. */
export const callIdOf = (text: string): string | null => header(text, 'call-id|i')

/** What a message is in a few words: `INVITE`, or `180 Ringing` and the method that it answers. */
export function messageTitle(text: string): string {
  const first = text.split('\r\n', 1)[0] ?? ''
  const status = /^SIP\/2\.0 (\d{3}) ?(.*)$/.exec(first)
  const method = header(text, 'cseq')?.split(/\s+/)[1] ?? ''
  if (!status) return first.split(' ')[0] ?? ''
  return `${status[1]} ${status[2]}`.trim() + (method === '' ? '' : ` (${method})`)
}

/** Whether a message says that something was refused or failed. */
export const isFailure = (text: string): boolean => /^SIP\/2\.0 [4-6]\d\d/.test(text)

/**
 * A message without what lets somebody in: digests and their nonces, keys of encrypted audio, passwords of ICE, tokens.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(
      /^((?:proxy-)?authorization[ \t]*:[ \t]*)(\S+)(.*)$/gim,
      (_line, name: string, scheme: string, rest: string) =>
        /^digest$/i.test(scheme)
          ? `${name}${scheme}${rest.replace(/\b(response|c?nonce|opaque)=("[^"]*"|[^,\s]*)/gi, '$1="•••"')}`
          : `${name}${scheme} •••`,
    )
    .replace(/^((?:www|proxy)-authenticate[ \t]*:.*)$/gim, (line) =>
      line.replace(/\b(nonce|opaque)=("[^"]*"|[^,\s]*)/gi, '$1="•••"'),
    )
    .replace(/^(a=crypto:.*inline:)\S+/gim, '$1•••')
    .replace(/^(a=ice-pwd:).*$/gim, '$1•••')
    .replace(/([;?&](?:password|pwd|token|secret)=)[^;?&>\s]+/gi, '$1•••')
    .replace(/(sips?:[^:@\s<>]+):[^@\s<>]+@/gi, '$1:•••@')
}
