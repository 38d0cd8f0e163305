import { extname, join, normalize, sep } from 'node:path'
import { parseUrl } from './parse-url.ts'

/** The pages of the app, each the host of its own origin. */
export const APP_HOSTS = ['agent', 'media'] as const
export type AppHost = (typeof APP_HOSTS)[number]

export const APP_SCHEME = 'app'

export const isAppHost = (host: string): host is AppHost => APP_HOSTS.some((known) => known === host)

export const appUrl = (host: AppHost): string => `${APP_SCHEME}://${host}/index.html`

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}

export type AppFile = { readonly path: string; readonly type: string; readonly host: AppHost }

/**
 * The file behind an `app://` address, or null when there is none: another host, a kind of file that a page has no
 * use for, or a path that leaves the page's own folder below `root`, however it is written.
 */
export function resolveAppFile(address: string, root: string): AppFile | null {
  const url = parseUrl(address)
  if (url === null || url.protocol !== `${APP_SCHEME}:` || !isAppHost(url.host)) return null
  const path = decode(url.pathname === '/' || url.pathname === '' ? '/index.html' : url.pathname)
  if (path === null || path.includes('\0') || path.includes('\\')) return null
  const folder = join(root, url.host)
  const file = normalize(join(folder, path))
  const type = types[extname(file).toLowerCase()]
  if (!file.startsWith(folder + sep) || type === undefined) return null
  return { path: file, type, host: url.host }
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
