import { z } from 'zod'
import type { CallLog } from '../../../../domain/crm/call-log.ts'
import type { Activity, RemoteRef } from '../../../../domain/crm/record.ts'
import { type CallWords, callText, callTitle, callWords } from '../../call-words.ts'
import { CrmFailure } from '../../failure.ts'
import { PARTIES } from './read.ts'
import type { Rpc } from './rpc.ts'
import { dateTime, microseconds } from './values.ts'
import { hasLine } from './write.ts'

const NOTE = 'ir.note'
const ids = z.array(z.number())
const note = z.object({
  id: z.number(),
  message: z.string().nullable(),
  create_date: dateTime.nullable(),
  last_user: z.string().nullish(),
})

const resourceOf = ({ id }: RemoteRef): string => `${PARTIES},${Number(id)}`

/** Tryton has no calls: a note on the party is the nearest thing, and can be changed later. */
export async function logCall(
  rpc: Rpc,
  words: CallWords,
  log: CallLog,
  { ref, disposition }: { readonly ref: RemoteRef | null; readonly disposition: string | null },
  noteId: string | null,
): Promise<string> {
  const told = disposition === null || !log.disposition ? log : withLabel(log, disposition)
  const message = `${callTitle(log, words)}\n\n${callText(told, words)}`
  if (noteId === null) {
    if (ref === null)
      throw new CrmFailure('rejected', 'Tryton keeps a note of a party, and none has this number')
    return writeNote(rpc, ref, message)
  }
  const known = await rpc.model(`${NOTE}.search`, [[['id', '=', Number(noteId)]], 0, 1], ids)
  if (known.length === 0) throw new CrmFailure('notFound', `the note ${noteId} was deleted there`)
  await rpc.model(`${NOTE}.write`, [known, { message }], z.null())
  return noteId
}

/** The party is looked for first: Tryton takes notes on what isn't there, and nobody would ever see them. */
export async function writeNote(rpc: Rpc, ref: RemoteRef, message: string): Promise<string> {
  const there = await rpc.model(`${PARTIES}.search`, [[['id', '=', Number(ref.id)]], 0, 1], ids)
  if (there.length === 0) throw new CrmFailure('notFound', `there is no party ${ref.id}, or it is archived`)
  const [made] = await rpc.model(`${NOTE}.create`, [[{ resource: resourceOf(ref), message }]], ids)
  if (made === undefined) throw new CrmFailure('badAnswer', 'Tryton made a note and gives no id')
  return String(made)
}

/** The id of the note with this line in it; with a party, of that party's. */
export async function noteMarked(rpc: Rpc, mark: string, ref: RemoteRef | null): Promise<string | null> {
  const domain = [['message', 'like', `%${mark}%`], ...(ref ? [['resource', '=', resourceOf(ref)]] : [])]
  const found = await rpc.model(
    `${NOTE}.search_read`,
    [domain, 0, 20, [['id', 'ASC']], ['message', 'create_date']],
    z.array(note),
  )
  const one = found.find(({ message }) => hasLine(message, mark))
  return one ? String(one.id) : null
}

/** The notes of a party, the newest first. */
export async function activitiesOf(rpc: Rpc, ref: RemoteRef, most: number): Promise<readonly Activity[]> {
  const found = await rpc.model(
    `${NOTE}.search_read`,
    [
      [['resource', '=', resourceOf(ref)]],
      0,
      most,
      [
        ['create_date', 'DESC'],
        ['id', 'DESC'],
      ],
      ['message', 'create_date', 'last_user'],
    ],
    z.array(note),
  )
  return found.map(({ message, create_date, last_user }) => {
    const [title = '', ...rest] = (message ?? '').trim().split(/\r?\n/)
    return {
      at: create_date ? Math.floor(microseconds(create_date) / 1_000) : 0,
      kind: isCall(title) ? 'call' : 'note',
      title,
      text: rest.join('\n').trim(),
      by: last_user ?? null,
    }
  })
}

/** Colleagues' desks may write in another language than this one. */
const isCall = (title: string): boolean =>
  ['en', 'de']
    .map(callWords)
    .some(({ inboundFrom, outboundTo }) =>
      [inboundFrom, outboundTo].some((words) => title.startsWith(`${words} `)),
    )

/** What the disposition is there, beside what it is called here. */
const withLabel = (log: CallLog, label: string): CallLog =>
  log.disposition ? { ...log, disposition: { ...log.disposition, label } } : log
