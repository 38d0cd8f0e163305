import type { Activity, RemoteRef } from '../../../../domain/crm/record.ts'
import { type HubspotApi, type HubspotObject, objectOf } from './api.ts'
import type { Portal } from './portal.ts'
import { readObjects, timeOf } from './records.ts'

/** What HubSpot calls each kind, and the properties that say what it was. */
const KINDS = [
  { kind: 'call', path: 'calls', title: 'hs_call_title', text: 'hs_call_body' },
  { kind: 'note', path: 'notes', title: '', text: 'hs_note_body' },
  { kind: 'mail', path: 'emails', title: 'hs_email_subject', text: 'hs_email_text' },
] as const

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
}

/** What a body of HTML says, as text. */
export const plainText = (html: string): string =>
  html
    .replace(/<br\s*\/?>|<\/(p|div|li|tr)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(\w+|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\n{3,}/g, '\n\n')
    .trim()

const textOf = ({ properties }: HubspotObject, key: string): string => String(properties[key] ?? '')

/** The last calls, notes and mails of a record, newest first. */
export async function activitiesOf(
  api: HubspotApi,
  portal: Portal,
  ref: RemoteRef,
  most: number,
): Promise<readonly Activity[]> {
  const about = {
    propertyName: `associations.${objectOf(ref.object).singular}`,
    operator: 'EQ',
    value: ref.id,
  } as const
  const found = await Promise.all(
    KINDS.map(async ({ kind, path, title, text }) => {
      const { results } = await api.search(path, {
        groups: [[about]],
        sort: { propertyName: 'hs_timestamp', direction: 'DESCENDING' },
        properties: ['hs_timestamp', 'hubspot_owner_id', text, ...(title === '' ? [] : [title])],
        limit: most,
      })
      return readObjects(results).good.flatMap((object): Activity[] => {
        const at = timeOf(textOf(object, 'hs_timestamp'))
        if (at === null) return []
        const by = portal.owner(textOf(object, 'hubspot_owner_id') || undefined)
        const name = title === '' ? '' : textOf(object, title)
        return [{ at, kind, title: name, text: plainText(textOf(object, text)), by }]
      })
    }),
  )
  return found
    .flat()
    .sort((one, other) => other.at - one.at)
    .slice(0, most)
}
