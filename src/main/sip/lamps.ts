import { isDeepStrictEqual } from 'node:util'
import type { UserAgent } from 'sip.js'
import { MOST_COLLEAGUES } from '../../domain/colleague/colleague.ts'
import { parseDialogInfo } from '../../domain/colleague/dialog-info.ts'
import { type Lamp, lampOf, NOTHING_TOLD, type Told, takeNotice } from '../../domain/colleague/lamp.ts'
import type { LineAccount, LineListener } from './line.ts'
import { targetOf } from './outbound.ts'
import { createSubscription, type Subscription } from './subscription.ts'
import type { LineTiming } from './timing.ts'

const UNKNOWN: Lamp = { state: 'unknown' }

type Parts = {
  readonly ua: UserAgent
  readonly account: LineAccount
  readonly timing: LineTiming
  readonly listener: Pick<LineListener, 'lamp' | 'log'>
}

/** The phones of colleagues, watched by the `dialog` event (RFC 4235), each by a subscription of its own. */
export type Lamps = {
  /** Watches these extensions from now on, and none else. */
  readonly watch: (extensions: readonly string[]) => void
  /** Registered over a new socket. */
  readonly registered: () => void
  readonly lost: () => void
  /** Ends the subscriptions; nothing is known any more. */
  readonly stop: () => void
}

type Watch = { readonly subscription: Subscription; readonly tell: (lamp: Lamp) => void }

export function createLamps({ ua, account, timing, listener }: Parts): Lamps {
  const watched = new Map<string, Watch>()
  /** Those that a SUBSCRIBE has to go out for: one after the other, for sixty at once are a flood to a small PBX. */
  const waiting = new Set<string>()
  let registered = false
  let timer: NodeJS.Timeout | undefined

  const pace = (): void => {
    clearTimeout(timer)
    const [next] = waiting
    if (next === undefined || !registered) return
    waiting.delete(next)
    watched.get(next)?.subscription.start()
    timer = setTimeout(pace, timing.subscribeGap)
  }

  const watchOne = (extension: string): Watch | null => {
    const target = targetOf(extension, account)
    if (!target) return null
    let told: Told = NOTHING_TOLD
    let shown: Lamp = UNKNOWN
    let asksForAll = false

    const tell = (lamp: Lamp): void => {
      if (isDeepStrictEqual(lamp, shown)) return
      shown = lamp
      listener.lamp(extension, lamp)
    }
    const read = (body: string): void => {
      const info = parseDialogInfo(body)
      if (!info) {
        listener.log('debug', `a notice about ${extension} that can't be read`)
        return
      }
      const taken = takeNotice(told, info)
      if (taken.kind === 'ignored') return
      told = taken.told
      tell(lampOf(told))
      if (info.state === 'full') asksForAll = false
      // Once: a server that answers that with a part again has no more to tell.
      if (taken.kind !== 'gap' || asksForAll) return
      asksForAll = true
      subscription.refresh()
    }
    const subscription = createSubscription({
      ua,
      timing,
      log: listener.log,
      what: `the phone of ${extension}`,
      target,
      event: 'dialog',
      accept: 'application/dialog-info+xml',
      // A colleague's phone is watched all day: what may pass is tried on and on, ever more rarely.
      mostTries: null,
      told: read,
      begun: () => {
        told = NOTHING_TOLD
        asksForAll = false
      },
      brokeOff: () => tell(UNKNOWN),
      gaveUp: (sip) => tell(sip ? { state: 'notOffered', sip } : UNKNOWN),
    })
    return { subscription, tell }
  }

  const forget = (extension: string, { subscription, tell }: Watch): void => {
    waiting.delete(extension)
    watched.delete(extension)
    subscription.stop()
    tell(UNKNOWN)
  }

  return {
    watch: (extensions) => {
      const wanted = new Set(extensions.slice(0, MOST_COLLEAGUES))
      for (const [extension, watch] of [...watched]) {
        if (!wanted.has(extension)) forget(extension, watch)
      }
      for (const extension of wanted) {
        const watch = watched.has(extension) ? null : watchOne(extension)
        if (!watch) continue
        watched.set(extension, watch)
        waiting.add(extension)
      }
      pace()
    },
    registered: () => {
      registered = true
      for (const extension of watched.keys()) waiting.add(extension)
      pace()
    },
    lost: () => {
      registered = false
      clearTimeout(timer)
      waiting.clear()
      for (const { subscription, tell } of watched.values()) {
        subscription.drop()
        tell(UNKNOWN)
      }
    },
    stop: () => {
      registered = false
      clearTimeout(timer)
      for (const [extension, watch] of [...watched]) forget(extension, watch)
    },
  }
}
