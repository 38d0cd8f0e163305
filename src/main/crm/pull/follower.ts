import { NOTHING_READ, type SyncState } from '../../../contract/crm.ts'
import { backOff, pauseOf } from '../../../domain/crm/back-off.ts'
import { type CrmFault, canRetry } from '../../../domain/crm/failure.ts'
import { MOST_ROWS } from '../../customers/intake.ts'
import type { SyncRow } from '../../customers/remote-sync.ts'
import { pullFault } from './database.ts'
import { anew } from './object.ts'
import { createRate } from './progress.ts'
import { type FollowParts, Interrupted } from './pull-parts.ts'
import { followObject } from './round.ts'
import { createStorage } from './storage.ts'

/** Follows one connection: reads everything, then looks for changes until it is stopped. */
export type Follower = {
  /** Begins, or goes on after a pause. */
  readonly start: () => void
  /** Also before it has begun: then it only says what is there. */
  readonly pause: () => void
  /** Looks at once, also where it waits for a person. */
  readonly syncNow: () => void
  /** Reads everything again; what is there serves until that is done. */
  readonly readAll: () => void
  /** The answer where more would vanish than is believable: they are really gone, or stay. */
  readonly vanish: (really: boolean) => void
  /** Ends once nothing of it touches the database any more. */
  readonly stop: () => Promise<void>
  readonly state: () => SyncState
}

/** States that only count on are told no more often. */
const TELL_EVERY_MS = 200

export function createFollower(parts: FollowParts): Follower {
  const { connection, connector, session, now, random, wait, onState } = parts
  const storage = createStorage(parts)
  const rate = createRate()
  /** Objects that are left alone for a while, by the fault that says why. */
  const held = new Map<string, { readonly until: number; readonly fault: CrmFault }>()
  let state: SyncState = NOTHING_READ
  let toldAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | null = null
  let paused = false
  let stopping = false
  let asked = { all: false, again: false, really: null as boolean | null }
  let failures = 0
  let waiting = false
  let turn = new AbortController()

  const tell = (change: Partial<SyncState>, soon = true): void => {
    state = { ...state, ...change }
    if (!soon) {
      const since = now() - toldAt
      if (since >= 0 && since < TELL_EVERY_MS) return
      toldAt = now()
    }
    onState(state)
  }
  /** What the tables know. */
  const figures = (): Partial<SyncState> => {
    const all = storage.all()
    const people = all.filter(({ object }) => storage.reader(object) !== null)
    const customers = all.filter(({ object }) => object !== 'deal').reduce((sum, { held }) => sum + held, 0)
    const doubted = all.filter((one) => one.asked)
    const oks = people.map(({ ok }) => ok ?? Number.NEGATIVE_INFINITY)
    const oldest = Math.min(...oks)
    return {
      customers,
      quarantined: all.reduce((sum, one) => sum + storage.quarantined(one), 0),
      lastOk: Number.isFinite(oldest) ? oldest : null,
      wouldVanish:
        doubted.length === 0
          ? null
          : {
              count: doubted.reduce((sum, { place }) => sum + storage.left.countMissing(place), 0),
              of: doubted.reduce((sum, one) => sum + one.held, 0),
            },
    }
  }

  /** Ends early, with nothing half done, when the work is broken off. Afterwards nothing holds on to the answer. */
  const going = <Value>(answer: Promise<Value>): Promise<Value> => {
    const { signal } = turn
    return new Promise((resolve, reject) => {
      const broken = (): void => reject(new Interrupted())
      if (signal.aborted) broken()
      else signal.addEventListener('abort', broken, { once: true })
      answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', broken))
    })
  }
  const onPage = (sync: SyncRow, records: number): void => {
    rate.add(records, now())
    const progress = sync.reading
      ? { object: sync.object, read: sync.read, total: sync.total, perSecond: rate.perSecond(now()) }
      : null
    tell({ phase: sync.reading ? 'full' : 'delta', progress, ...figures() }, false)
  }

  /** Everything once. Gives the fault that matters most, and throws what concerns all objects. */
  const round = async (): Promise<CrmFault | null> => {
    const reading = session('delta')
    let worst: CrmFault | null = null
    for (const object of reading.objects) {
      const hold = held.get(object)
      if (hold && hold.until > now()) {
        worst ??= hold.fault
        continue
      }
      held.delete(object)
      const fault = await followObject(object, {
        storage,
        session: reading,
        sweeping: session('sweep'),
        ghosts: connector.capabilities.ghosts,
        now,
        going,
        onPage,
        onPhase: (phase) => tell({ phase }),
      })
      if (fault === null) continue
      if (fault.retryAfter !== null) held.set(object, { until: now() + fault.retryAfter, fault })
      if (worst === null || (canRetry(worst.reason) && !canRetry(fault.reason))) worst = fault
    }
    return worst
  }

  const answerDoubts = async (really: boolean): Promise<void> => {
    for (const sync of storage.all().filter((one) => one.asked)) {
      if (really) {
        for (;;) {
          const marked = storage.left.missing(sync.place, MOST_ROWS)
          if (marked.length === 0) break
          await storage.remove(marked.map(({ customer }) => customer))
        }
      } else {
        while (storage.left.keepMissing(sync, MOST_ROWS) > 0) await storage.breathe()
      }
      storage.change(sync, { asked: false, swept: now() })
    }
    tell(figures())
  }

  /** Waits until something is to be done; `ms` null waits for a person. */
  const rest = async (ms: number | null): Promise<void> => {
    if (asked.again || asked.all || asked.really !== null) return
    waiting = true
    await wait(ms, turn.signal)
    waiting = false
  }

  const oneTurn = async (): Promise<void> => {
    turn = new AbortController()
    if (stopping) return
    const { all, really } = asked
    asked = { all: false, again: false, really: null }
    if (really !== null) await answerDoubts(really)
    if (all) for (const sync of storage.all()) anew(storage, sync, now())
    if (paused) {
      tell({ phase: 'paused', nextAt: null, progress: null, ...figures() })
      return await rest(null)
    }
    const known = storage.all()
    const whole = known.length > 0 && known.every(({ cursor, reading }) => cursor !== null && !reading)
    tell({ phase: whole ? 'delta' : 'full', nextAt: null, ...figures() })
    await storage.breathe()
    const fault = await round()
    storage.left.forgetOld(now())
    failures = 0
    const pause = pauseOf(connection.everySeconds, random())
    const phase = fault === null ? 'idle' : canRetry(fault.reason) ? 'waiting' : 'problem'
    tell({ phase, fault, progress: null, nextAt: now() + pause, ...figures() })
    await rest(pause)
  }

  const afterFailure = async (error: unknown): Promise<void> => {
    if (error instanceof Interrupted) return
    const fault = pullFault(error)
    if (!canRetry(fault.reason)) {
      tell({ phase: 'problem', fault, progress: null, nextAt: null })
      return await rest(null)
    }
    const pause = backOff(failures, fault.retryAfter, random())
    failures += 1
    tell({ phase: 'waiting', fault, progress: null, nextAt: now() + pause })
    await rest(pause)
  }

  const run = async (): Promise<void> => {
    while (!stopping) await oneTurn().catch(afterFailure)
  }
  /** Ends a wait; work goes on. */
  const wake = (): void => {
    if (waiting) turn.abort()
  }

  return {
    start: () => {
      paused = false
      if (running) turn.abort()
      else running = run()
    },
    pause: () => {
      paused = true
      turn.abort()
      running ??= run()
    },
    syncNow: () => {
      asked.again = true
      failures = 0
      held.clear()
      wake()
    },
    readAll: () => {
      asked.all = true
      held.clear()
      turn.abort()
    },
    vanish: (really) => {
      asked.really = really
      turn.abort()
    },
    stop: async () => {
      stopping = true
      turn.abort()
      await running
    },
    state: () => state,
  }
}
