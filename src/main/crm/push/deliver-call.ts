import { hash } from 'node:crypto'
import type { Outcome } from '../../../contract/sync.ts'
import type { CallLog } from '../../../domain/crm/call-log.ts'
import type { RemoteRef } from '../../../domain/crm/record.ts'
import { CrmFailure } from '../failure.ts'
import { type Delivering, type DeliverParts, type Doubt, done } from './delivering.ts'
import { correctionText } from './words.ts'

/** Writes a call's log once, or changes the one that is there. */
export async function deliverCall(delivering: Delivering<'call'>, parts: DeliverParts): Promise<Outcome> {
  const { work, doubt } = delivering
  const { session, capabilities, connection, mirror } = parts
  const { log } = work
  const own = work.customer === null ? null : mirror.recordOf(work.customer)
  const ref = own ?? soleRecord(mirror.byNumber(log.number))
  const isOnce = capabilities.callLog === 'once'
  if (delivering.remoteId !== null && isOnce) return await correct(delivering, ref, parts)
  const known = delivering.remoteId ?? (await findAgain(log.key, ref, doubt, parts))
  // What was found is what was sent: it couldn't be changed anyway.
  if (known !== null && isOnce) return done(known)

  const disposition = (log.disposition && connection.dispositions[log.disposition.id]) ?? null
  const write = async (about: RemoteRef | null, remoteId: string | null, gone: boolean): Promise<Outcome> => {
    const isNowhere = about === null && remoteId === null && capabilities.callNeedsRecord === true
    if (isNowhere) return done(null, { gone, nowhere: true })
    return done(await session.logCall(log, { ref: about, disposition }, remoteId), { gone })
  }
  try {
    return await write(ref, known, false)
  } catch (error) {
    if (ref === null || !(error instanceof CrmFailure) || error.reason !== 'notFound') throw error
    // The customer's record is gone: the call is told all the same, with whoever has that number now.
    const others = mirror
      .byNumber(log.number)
      .filter(({ object, id }) => object !== ref.object || id !== ref.id)
    return await write(soleRecord(others), known ?? error.written, own !== null)
  }
}

/** Several are no answer. */
const soleRecord = (refs: readonly RemoteRef[]): RemoteRef | null =>
  (refs.length === 1 ? refs[0] : undefined) ?? null

/** Looks for what an earlier try may have written; null where there is nothing. */
export async function findAgain(
  key: string,
  ref: RemoteRef | null,
  doubt: Doubt,
  { session, capabilities }: Pick<DeliverParts, 'session' | 'capabilities'>,
): Promise<string | null> {
  if (!doubt.is() || capabilities.idempotency === 'key') return null
  // Without the record as well: it may have been written when that was another one, or none.
  const found = (ref && (await session.probe(key, ref))) ?? (await session.probe(key, null))
  if (found === null) doubt.dispel()
  return found
}

/** Where a log can't be changed, what has changed of the call stands beside the customer's record. */
async function correct(
  { remoteId, work, doubt }: Delivering<'call'>,
  ref: RemoteRef | null,
  { session, capabilities, connection }: DeliverParts,
): Promise<Outcome> {
  if (ref === null || !capabilities.notes)
    throw new CrmFailure('rejected', 'This CRM keeps a call as it was first written.')
  const text = correctionText(work.log, connection.language)
  await noteOnce(noteKey(work.log, text), ref, text, doubt, session)
  return done(remoteId)
}

/** The same correction is written once; another one is another note. */
const noteKey = ({ key }: CallLog, text: string): string =>
  `${key}-${hash('sha256', text, 'hex').slice(0, 12)}`

export async function noteOnce(
  key: string,
  ref: RemoteRef,
  text: string,
  doubt: Doubt,
  session: DeliverParts['session'],
): Promise<void> {
  if (doubt.is()) {
    if ((await session.probe(key, ref)) !== null) return
    doubt.dispel()
  }
  await session.note(ref, text, key)
}
