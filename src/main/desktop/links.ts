import { ok, type Result, refuse } from '../../domain/result.ts'
import { parseUrl } from '../security/parse-url.ts'

const allowed: ReadonlySet<string> = new Set(['https:', 'mailto:'])
const thisComputer: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

const mayOpen = ({ protocol, hostname }: URL): boolean =>
  allowed.has(protocol) || (protocol === 'http:' && thisComputer.has(hostname))

/**
 * The address as it may be handed to the system, as parsed: `https:` and `mailto:`, and `http:` on this computer, where a
 * CRM may run; without a user or password.
 */
export function checkLink(address: string): Result<string, 'notAllowed'> {
  const url = parseUrl(address.trim())
  if (url === null || !mayOpen(url)) return refuse('notAllowed')
  if (url.username !== '' || url.password !== '') return refuse('notAllowed')
  if (url.protocol === 'https:' && url.hostname === '') return refuse('notAllowed')
  return ok(url.href)
}

/** The one way out of the app for a link. `open` is the system's browser or mail program. */
export async function openLink(
  address: string,
  open: (address: string) => Promise<void>,
): Promise<Result<null, 'notAllowed'>> {
  const link = checkLink(address)
  if (!link.ok) return link
  await open(link.value)
  return ok(null)
}
