/**
 * The environment for an Electron process. What a surrounding Electron or Playwright left behind would change what it
 * does: with `ELECTRON_RUN_AS_NODE` it is not an app at all.
 */
export function electronEnvironment(options: { asNode?: boolean } = {}): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _dropped, NODE_OPTIONS: _alsoDropped, ...env } = process.env
  return options.asNode === true ? { ...env, ELECTRON_RUN_AS_NODE: '1' } : env
}
