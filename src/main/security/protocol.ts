import { readFile } from 'node:fs/promises'
import { type Protocol, protocol } from 'electron'
import { APP_SCHEME, resolveAppFile } from './app-files.ts'
import { pageHeaders } from './content-policy.ts'

/**
 * Makes `app://` a standard, secure scheme, so that each page has an origin of its own, may open the microphone and is
 * not a local file. Has to run before Electron is ready.
 */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  // Node loads what `handle` answers with at its first use, 40 ms: better now than with the first page.
  Reflect.get(globalThis, 'Response')
}

/** Serves the built pages: `app://HOST/PATH` is `ROOT/HOST/PATH`, anything else is not found. */
export function serveAppFiles(
  session: { readonly protocol: Pick<Protocol, 'handle'> },
  options: { readonly root: string; readonly log: (level: 'warn', message: string) => void },
): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const notFound = new Response(null, { status: 404 })
    if (request.method !== 'GET') return new Response(null, { status: 405 })
    const file = resolveAppFile(request.url, options.root)
    if (file === null) {
      options.log('warn', `refused to serve ${request.url.slice(0, 200)}`)
      return notFound
    }
    try {
      return new Response(await readFile(file.path), { headers: pageHeaders(file.host, file.type) })
    } catch (error) {
      options.log('warn', `can't serve ${request.url.slice(0, 200)}: ${String(error)}`)
      return notFound
    }
  })
}
