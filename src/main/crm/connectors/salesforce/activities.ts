import type { Activity, RemoteRef } from '../../../../domain/crm/record.ts'
import type { Api, Row } from './api.ts'
import { checkedId } from './objects.ts'
import { textAt } from './records.ts'
import { parseMoment, quoted } from './soql.ts'
import { isNote } from './tasks.ts'

const KINDS: Readonly<Record<string, Activity['kind']>> = { Call: 'call', Email: 'mail', ListEmail: 'mail' }

function activityOf(row: Row): readonly Activity[] {
  const at = parseMoment(row.CreatedDate)
  if (at === null) return []
  const subtype = textAt(row, 'TaskSubtype')
  return [
    {
      at,
      kind: KINDS[subtype] ?? (isNote(subtype, textAt(row, 'CallObject')) ? 'note' : 'task'),
      title: textAt(row, 'Subject'),
      text: textAt(row, 'Description'),
      by: textAt(row, 'Owner.Name') || null,
    },
  ]
}

/** The newest tasks of a record: calls, mails that were sent from Salesforce, notes, things to do. */
export async function activitiesOf(api: Api, ref: RemoteRef, most: number): Promise<readonly Activity[]> {
  const isPerson = ref.object === 'contact' || ref.object === 'lead'
  const { records } = await api.query(
    `SELECT Id, Subject, Description, TaskSubtype, CallObject, CreatedDate, Owner.Name FROM Task WHERE ${
      isPerson ? 'WhoId' : 'WhatId'
    } = ${quoted(checkedId(ref.id))} ORDER BY CreatedDate DESC, Id DESC LIMIT ${Math.max(1, Math.floor(most))}`,
  )
  return records.flatMap(activityOf)
}
