import type { BoundaryRefusal, Contract, Handlers, ParsedOf } from '../../contract/boundary.ts'
import { parseUrl } from '../security/parse-url.ts'
import { isSender, type SenderEvent } from './sender.ts'

/** The part of a window's `webContents.ipc` that answers. */
export type IpcEndpoint = {
  handle(channel: string, listener: (event: SenderEvent, input: unknown) => unknown): void
  removeHandler(channel: string): void
}

export type ServeOptions = {
  /** The host of the window's own page, as in `app://agent/`. */
  readonly host: string
  readonly log: (level: 'warn' | 'error', message: string) => void
}

const refusal = (reason: BoundaryRefusal['reason']): BoundaryRefusal => ({ ok: false, reason })

/**
 * Answers the commands of one contract for one window. What another page or frame asks, and what the contract's parser
 * does not take, is refused and logged without its content; a handler that throws is a bug and says `failed`.
 * Returns what takes the handlers away again.
 */
export function serve<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  endpoint: IpcEndpoint,
  options: ServeOptions,
): () => void {
  const answer = async <Name extends keyof C & string>(
    name: Name,
    event: SenderEvent,
    raw: unknown,
  ): Promise<unknown> => {
    if (!isSender(event, options.host)) {
      options.log('warn', `${name}: refused, sent by ${hostOf(event)}`)
      return refusal('notAllowed')
    }
    const input = contract[name]?.input.safeParse(raw)
    if (!input?.success) {
      const where = input?.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.code}`)
      options.log('warn', `${name}: bad input (${where?.join(', ')})`)
      return refusal('badInput')
    }
    try {
      const reply = await handlers[name](input.data as ParsedOf<C[Name]>)
      if (reply !== undefined) return reply
      options.log('error', `${name}: the handler gave no answer`)
    } catch (error) {
      options.log(
        'error',
        `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
    }
    return refusal('failed')
  }

  for (const name of Object.keys(contract)) {
    endpoint.handle(name, (event, raw) => answer(name, event, raw))
  }
  return () => {
    for (const name of Object.keys(contract)) endpoint.removeHandler(name)
  }
}

/** For the log: never the whole URL, which may carry what a page should not have had. */
function hostOf({ senderFrame }: SenderEvent): string {
  if (senderFrame === null) return 'a frame that is gone'
  const url = parseUrl(senderFrame.url)
  const where = url === null ? 'an address that is none' : `${url.protocol}//${url.host}`
  return senderFrame.parent === null ? where : `${where} in a frame`
}
