import type { Session } from 'electron'
import { mayUse, type PermissionDetails, roleOf } from './permission-rules.ts'

/** Answers everything that a page may ask of Chromium by the table in `permission-rules.ts`. */
export function guardPermissions(
  session: Session,
  options: { readonly log: (level: 'warn', message: string) => void },
): void {
  const decide = (url: string, permission: string, details: PermissionDetails): boolean =>
    mayUse(roleOf(url), permission, details)

  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const granted = decide(details.requestingUrl, permission, details as PermissionDetails)
    if (!granted) options.log('warn', `permission ${permission} refused`)
    callback(granted)
  })
  // Asked many times a second, so not logged. `requestingUrl` is missing where the check is of a whole origin.
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    decide(details.requestingUrl ?? origin, permission, details as PermissionDetails),
  )
  session.setDevicePermissionHandler(() => false)
}
