import { z } from 'zod'
import type { CallLog } from '../../../../domain/crm/call-log.ts'
import type { RemoteRef } from '../../../../domain/crm/record.ts'
import { type CallWords, callText, callTitle } from '../../call-words.ts'
import type { Access, Session } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { type Api, readAs, withBody } from './api.ts'
import { checkedId } from './objects.ts'
import { textAt } from './records.ts'
import type { Schema } from './schema.ts'
import { quoted } from './soql.ts'

/** A custom field of Task that admins add: text, external id, unique. With it Salesforce itself takes a call once. */
export const KEY_FIELD = 'Softphone_Call_Id__c'

/** What a comment holds. */
const MOST_TEXT = 32_000

const saved = z.object({ id: z.string() })
const choices = z.array(z.string()).min(1)

const shortened = (text: string, most: number): string => text.slice(0, most)

/** The day as it is on this desk's wall, YYYY-MM-DD: what the agent calls today. */
function dayOf(epochMs: number): string {
  const date = new Date(epochMs)
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
  return parts.map((part) => String(part).padStart(2, '0')).join('-')
}

/** People are whom a task is with, firms and opportunities what it is about. */
function aboutOf(ref: RemoteRef | null): Record<string, string> {
  if (ref === null) return {}
  const isPerson = ref.object === 'contact' || ref.object === 'lead'
  return { [isPerson ? 'WhoId' : 'WhatId']: checkedId(ref.id) }
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm */
function callTask(
  log: CallLog,
  ref: RemoteRef | null,
  disposition: string | null,
  words: CallWords,
): Record<string, unknown> {
  return {
    ...aboutOf(ref),
    Subject: shortened(callTitle(log, words), 255),
    Description: callText(log, words, MOST_TEXT),
    Status: 'Completed',
    ActivityDate: dayOf(log.startedAt),
    TaskSubtype: 'Call',
    CallType: log.direction === 'inbound' ? 'Inbound' : 'Outbound',
    CallDurationInSeconds: Math.round((log.durations.talk + log.durations.hold) / 1000),
    CallDisposition: shortened(disposition ?? log.disposition?.label ?? '', 255) || null,
    CallObject: log.key,
  }
}

/** What of a task is a note: it has a key, as a call has, and is none. */
export const isNote = (subtype: string, key: string): boolean => subtype !== 'Call' && key !== ''

/** Calls and notes, both as completed tasks: those stand on the timeline of the record. */
export function createTasks(api: Api, schema: Schema, { words, now }: Pick<Access, 'words' | 'now'>) {
  const hasKeyField = async (): Promise<boolean> =>
    (await schema.of('Task')).fields.some(({ name, externalId }) => name === KEY_FIELD && externalId === true)

  async function find(key: string): Promise<string | null> {
    const field = (await hasKeyField()) ? KEY_FIELD : 'CallObject'
    const { records } = await api.query(
      `SELECT Id FROM Task WHERE ${field} = ${quoted(key)} ORDER BY CreatedDate, Id LIMIT 1`,
    )
    return textAt(records[0] ?? {}, 'Id') || null
  }

  async function change(id: string, task: Record<string, unknown>): Promise<string> {
    await api.ask(withBody('PATCH', `/sobjects/Task/${checkedId(id)}`, task))
    return id
  }

  async function upsert(task: Record<string, unknown>, key: string): Promise<string> {
    const path = `/sobjects/Task/${KEY_FIELD}/${encodeURIComponent(key)}`
    const answer = await api.ask({ ...withBody('PATCH', path, task), accept: [300] })
    // The field isn't unique, and the key is there more than once: the first one is changed.
    if (answer.status === 300) return change(readAs(choices, answer.text)[0]?.split('/').at(-1) ?? '', task)
    if (answer.text !== '') return readAs(saved, answer.text).id
    const id = await find(key)
    if (id === null) throw new CrmFailure('badAnswer', 'the task that was written is not there')
    return id
  }

  async function write(task: Record<string, unknown>, key: string): Promise<string> {
    if (await hasKeyField()) return upsert(task, key)
    const known = await find(key)
    if (known !== null) return change(known, task)
    const answer = await api.ask(withBody('POST', '/sobjects/Task', task))
    return readAs(saved, answer.text).id
  }

  const logCall: Session['logCall'] = (log, { ref, disposition }, remoteId) => {
    const task = callTask(log, ref, disposition, words)
    return remoteId === null ? write(task, log.key) : change(remoteId, task)
  }

  return {
    logCall,
    probe: find,
    note: async (ref: RemoteRef, text: string, key: string): Promise<void> => {
      const task = {
        ...aboutOf(ref),
        Subject: words.note,
        Description: shortened(text, MOST_TEXT),
        Status: 'Completed',
        ActivityDate: dayOf(now()),
        CallObject: key,
      }
      await write(task, key)
    },
  }
}
