import { APP_SCHEME, type AppHost, isAppHost } from './app-files.ts'
import { parseUrl } from './parse-url.ts'

/** What Electron says of a request, as far as the rules need it. Check and request name the kind of media differently. */
export type PermissionDetails = {
  readonly mediaType?: string | undefined
  readonly mediaTypes?: readonly string[] | undefined
  readonly isMainFrame?: boolean | undefined
}

/** Whose page asks; null is any page that is not ours. */
export function roleOf(url: string): AppHost | null {
  const parsed = parseUrl(url)
  if (parsed === null || parsed.protocol !== `${APP_SCHEME}:` || !isAppHost(parsed.host)) return null
  return parsed.host
}

const soundOnly = ({ mediaType, mediaTypes }: PermissionDetails): boolean => {
  if (mediaTypes !== undefined) return mediaTypes.length > 0 && mediaTypes.every((kind) => kind === 'audio')
  // A check of no kind asks whether the devices may be listed with their names, before anything is opened.
  return mediaType === undefined || mediaType === 'audio' || mediaType === 'unknown'
}

/** Denied unless named here: the media window may open the microphone and choose where sound goes; nobody else anything. */
export function mayUse(role: AppHost | null, permission: string, details: PermissionDetails): boolean {
  if (role !== 'media' || details.isMainFrame === false) return false
  switch (permission) {
    case 'media':
      return soundOnly(details)
    case 'speaker-selection':
      return true
    default:
      return false
  }
}
