import { parseUrl } from '../security/parse-url.ts'

/** What is known of the frame that sent a message; null where it was gone before its message was read. */
export type SenderFrame = { readonly url: string; readonly parent: unknown } | null

export type SenderEvent = { readonly senderFrame: SenderFrame }

/**
 * Whether a message comes from the page that its window was made for. The parts of the parsed URL are compared:
 * for `app://` the `origin` is the string `null` whatever the host is.
 */
export function checkSender(url: string, isMainFrame: boolean, expectedHost: string): boolean {
  if (!isMainFrame) return false
  const parsed = parseUrl(url)
  return (
    parsed !== null &&
    parsed.protocol === 'app:' &&
    parsed.host === expectedHost &&
    parsed.username === '' &&
    parsed.password === ''
  )
}

export const isSender = ({ senderFrame }: SenderEvent, expectedHost: string): boolean =>
  senderFrame !== null && checkSender(senderFrame.url, senderFrame.parent === null, expectedHost)
