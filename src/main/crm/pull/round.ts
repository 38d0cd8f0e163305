import type { SyncState } from '../../../contract/crm.ts'
import type { CrmFault } from '../../../domain/crm/failure.ts'
import { MOST_ROWS } from '../../customers/intake.ts'
import type { Session } from '../connector.ts'
import { pullFault } from './database.ts'
import { anew, guarded, markLeftover, type ReadParts, readToEnd, removeMissing } from './object.ts'
import { Interrupted } from './pull-parts.ts'
import type { PullStorage } from './storage.ts'
import { isSweepDue, sweep } from './sweep.ts'

export type RoundParts = Omit<ReadParts, 'reader'> & {
  /** The same session where the rate is short and everything else goes first. */
  readonly sweeping: Session
  readonly ghosts: boolean
  readonly onPhase: (phase: SyncState['phase']) => void
}

/** What went wrong with one object need not concern the others; all else is thrown. */
const OF_ONE_OBJECT: readonly CrmFault['reason'][] = [
  'forbidden',
  'notFound',
  'rejected',
  'tooLarge',
  'cursorExpired',
  'cursorLoop',
  'wouldVanish',
]

/** Reads one object to its end and removes what is gone; gives what went wrong with it alone. */
export async function followObject(object: string, parts: RoundParts): Promise<CrmFault | null> {
  const reader = parts.storage.reader(object)
  if (reader === null) {
    await letGo(object, parts.storage)
    return null
  }
  try {
    return await follow(object, { ...parts, reader })
  } catch (error) {
    if (error instanceof Interrupted) throw error
    const fault = pullFault(error)
    if (!OF_ONE_OBJECT.includes(fault.reason)) throw error
    return fault
  }
}

async function follow(object: string, parts: RoundParts & ReadParts): Promise<CrmFault | null> {
  const { storage, sweeping, ghosts, now, onPhase } = parts
  onPhase(storage.sync(object).cursor === null || storage.sync(object).reading ? 'full' : 'delta')
  let sync = await readToEnd(object, parts)
  if (sync.leftover) sync = await markLeftover(sync, storage)
  sync = guarded(sync, storage)
  // Without ghosts, the CRM's full list is all that there is to ask.
  if (!sync.asked) await removeMissing(sync, { ...parts, session: sweeping, trusted: !ghosts })
  sync = storage.sync(object)
  if (ghosts && !sync.asked && isSweepDue(sync, now())) {
    onPhase('sweep')
    if (await sweep(sync, { ...parts, session: sweeping })) anew(storage, sync, now())
    sync = guarded(storage.sync(object), storage)
  }
  return sync.asked
    ? {
        reason: 'wouldVanish',
        detail: `${storage.left.countMissing(sync.place)} of ${sync.held}`,
        retryAfter: null,
      }
    : null
}

/** An object that isn't mapped any more takes its customers with it, but those that agents changed. */
async function letGo(object: string, storage: PullStorage): Promise<void> {
  const sync = storage.all().find((one) => one.object === object)
  if (!sync || (sync.held === 0 && sync.cursor === null)) return
  while (storage.left.release(sync.place, MOST_ROWS)) await storage.breathe()
  storage.change(sync, { cursor: null, reading: false, leftover: false, asked: false, mapping: '' })
}
