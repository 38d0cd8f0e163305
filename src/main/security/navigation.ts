import type { App, WebContents } from 'electron'

type Log = (level: 'warn', message: string) => void

/**
 * Keeps every page where it was loaded: no navigation, no redirect, no new window, no embedded view. Links leave only
 * through the gate in `desktop/links.ts`.
 */
export function lockNavigation(app: App, options: { readonly log: Log }): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, options.log))
}

function lockContents(contents: WebContents, log: Log): void {
  const refuse = (what: string, event: { preventDefault(): void }): void => {
    event.preventDefault()
    log('warn', `${what} refused`)
  }
  contents.on('will-navigate', (event) => refuse('navigation', event))
  contents.on('will-frame-navigate', (event) => refuse('navigation of a frame', event))
  contents.on('will-redirect', (event) => refuse('redirect', event))
  contents.on('will-attach-webview', (event) => refuse('web view', event))
  contents.setWindowOpenHandler(() => {
    log('warn', 'new window refused')
    return { action: 'deny' }
  })
}
