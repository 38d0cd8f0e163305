// Names only, without the parsers: the preloads need these, and are loaded before anything is painted.

/** Main to agent window: a whole new view. */
export const AGENT_VIEW_CHANNEL = 'view'

/** Channels of the media window's preload: orders to it, reports from it. */
export const MEDIA_ORDER_CHANNEL = 'media.order'
export const MEDIA_REPORT_CHANNEL = 'media.report'

const commandsPrefix = '--offhook-commands='

/** The command names of a contract as an argument of the page that may ask for them. */
export const commandsArgument = (contract: Readonly<Record<string, unknown>>): string =>
  commandsPrefix + Object.keys(contract).join(',')

/** The names that `commandsArgument` put among the arguments. */
export function commandsIn(argv: readonly string[]): ReadonlySet<string> {
  const argument = argv.find((given) => given.startsWith(commandsPrefix))
  return new Set(argument?.slice(commandsPrefix.length).split(','))
}
