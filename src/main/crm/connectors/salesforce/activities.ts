import type { Activity, RemoteRef } from '../../../../domain/crm/record.ts'
import type { Api, Row } from './api.ts'
import { checkedId } from './objects.ts'
import { textAt } from './records.ts'
import { parseMoment, quoted } from './soql.ts'
import { NOTE_SUBJECT } from './tasks.ts'

const KINDS: Readonly<Record<string, Activity['kind']>> = { Call: 'call', Email: 'mail', ListEmail: 'mail' }

function activityOf(row: Row): readonly Activity[] {
  const at = parseMoment(row.CreatedDate)
  if (at === null) return []
  const title = textAt(row, 'Subject')
  return [
    {
      at,
      kind: KINDS[textAt(row, 'TaskSubtype')] ?? (title === NOTE_SUBJECT ? 'note' : 'task'),
      title,
      text: textAt(row, 'Description'),
      by: textAt(row, 'Owner.Name') || null,
    },
  ]
}

/** The newest tasks of a record: calls, mails that were sent from Salesforce, notes, things to do. */
export async function activitiesOf(api: Api, ref: RemoteRef, most: number): Promise<readonly Activity[]> {
  const isPerson = ref.object === 'contact' || ref.object === 'lead'
  const { records } = await api.query(
    `SELECT Id, Subject, Description, TaskSubtype, CreatedDate, Owner.Name FROM Task WHERE ${
      isPerson ? 'WhoId' : 'WhatId'
    } = ${quoted(checkedId(ref.id))} ORDER BY CreatedDate DESC LIMIT ${Math.max(1, Math.floor(most))}`,
  )
  return records.flatMap(activityOf)
}
