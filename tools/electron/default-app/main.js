// Starts the app whose folder or script is the first argument, as Electron's own default app does. An ES module,
// because Electron holds `ready` back until its top-level await is done: an app must be able to register its schemes
// before that.
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

process.defaultApp = true
const argument = process.argv.slice(1).find((value) => !value.startsWith('-'))
if (argument === undefined) {
  console.error('usage: electron [options] FOLDER-OR-SCRIPT [arguments]')
  process.exit(2)
}
const target = resolve(argument)
if (statSync(target).isDirectory()) {
  const about = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
  app.setAppPath(target)
  app.name = about.productName ?? about.name
  app.setVersion(about.version)
  if (about.desktopName !== undefined) app.setDesktopName(about.desktopName)
  await import(pathToFileURL(join(target, about.main)).href)
} else {
  app.setAppPath(dirname(target))
  await import(pathToFileURL(target).href)
}
