import type { AppHost } from './app-files.ts'

const nothingElse = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'media-src': "'self'",
  'connect-src': "'none'",
  'worker-src': "'none'",
  'frame-src': "'none'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/** The far end's voice is a `mediastream:` source of an audio element. */
const directives: Readonly<Record<AppHost, Readonly<Record<string, string>>>> = {
  agent: nothingElse,
  media: { ...nothingElse, 'media-src': "'self' blob: mediastream:" },
}

export const contentSecurityPolicy = (host: AppHost): string =>
  Object.entries(directives[host])
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')

/** Headers of every answer of `app://`. */
export const pageHeaders = (host: AppHost, type: string): Record<string, string> => ({
  'Content-Type': type,
  'Content-Security-Policy': contentSecurityPolicy(host),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
})
