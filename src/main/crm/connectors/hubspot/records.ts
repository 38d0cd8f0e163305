import type { RemoteDeal, RemoteRecord, RemoteRef } from '../../../../domain/crm/record.ts'
import type { Page } from '../../connector.ts'
import { type HubspotObject, hubspotObject, OBJECTS, type ObjectName, objectOf } from './api.ts'
import type { Portal } from './portal.ts'

/** Read of every record, whatever the mapping wants. */
const ALWAYS: Readonly<Record<ObjectName, readonly string[]>> = {
  contact: [
    'hs_calculated_phone_number',
    'hs_calculated_mobile_number',
    'hubspot_owner_id',
    'hs_merged_object_ids',
    'lastmodifieddate',
    'createdate',
  ],
  company: ['hubspot_owner_id', 'hs_merged_object_ids', 'hs_lastmodifieddate', 'createdate'],
  deal: [
    'dealname',
    'dealstage',
    'pipeline',
    'amount',
    'deal_currency_code',
    'closedate',
    'hs_is_closed',
    'hs_is_closed_won',
    'hs_lastmodifieddate',
    'createdate',
  ],
}

export const propertiesOf = (name: ObjectName, mapped: readonly string[]): readonly string[] => [
  ...new Set([...mapped, ...ALWAYS[name]]),
]

/** HubSpot's own reading of a number, with the record's country, by the property that was typed. */
const CALCULATED: Readonly<Record<string, string>> = {
  phone: 'hs_calculated_phone_number',
  mobilephone: 'hs_calculated_mobile_number',
}

const textsOf = ({ properties }: HubspotObject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) =>
      value === null || value === '' ? [] : [[key, String(value)] as const],
    ),
  )

/** Epoch ms of a time as HubSpot writes it, in ISO 8601 or in milliseconds; null where it is neither. */
export function timeOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(ms) ? ms : null
}

/** A number that says its country needs no help; any other one is what HubSpot makes of it. */
function numberOf(typed: string, calculated: string | undefined): string {
  return /^\s*(\+|00)/.test(typed) || calculated === undefined ? typed : calculated
}

const changedAt = (object: HubspotObject, texts: Readonly<Record<string, string>>, name: ObjectName) =>
  timeOf(texts[OBJECTS[name].changed]) ??
  timeOf(object.updatedAt) ??
  timeOf(texts.createdate) ??
  timeOf(object.createdAt)

export function recordOf(
  object: HubspotObject,
  name: ObjectName,
  fields: readonly string[],
  portal: Portal,
): RemoteRecord {
  const texts = textsOf(object)
  const values = Object.fromEntries(
    fields.flatMap((key) => {
      const text = texts[key]
      if (text === undefined) return []
      const calculated = CALCULATED[key]
      return [[key, calculated === undefined ? text : numberOf(text, texts[calculated])] as const]
    }),
  )
  const merged = (texts.hs_merged_object_ids ?? '').split(';').filter((id) => id !== '' && id !== object.id)
  return {
    object: name,
    id: object.id,
    updated: changedAt(object, texts, name),
    rev: object.updatedAt ?? null,
    url: portal.link(OBJECTS[name].type, object.id),
    values,
    numbers: [],
    owner: portal.owner(texts.hubspot_owner_id),
    ...(merged.length > 0 ? { merged } : {}),
  }
}

export function dealOf(object: HubspotObject, of: readonly RemoteRef[], portal: Portal): RemoteDeal {
  const texts = textsOf(object)
  const closed = texts.hs_is_closed === 'true'
  const closes = timeOf(texts.closedate)
  return {
    id: object.id,
    updated: changedAt(object, texts, 'deal'),
    url: portal.link(OBJECTS.deal.type, object.id),
    title: texts.dealname ?? '',
    stage: portal.stage(texts.pipeline, texts.dealstage),
    amount: texts.amount ?? '',
    currency: texts.amount === undefined ? '' : (texts.deal_currency_code ?? portal.currency),
    closes: closes === null ? null : new Date(closes).toISOString().slice(0, 10),
    state: texts.hs_is_closed_won === 'true' ? 'won' : closed ? 'lost' : 'open',
    of,
  }
}

/** Splits what came into what can be read and what can't. */
export function readObjects(results: readonly unknown[]): {
  readonly good: readonly HubspotObject[]
  readonly bad: Page['bad']
} {
  const good: HubspotObject[] = []
  const bad: Page['bad'][number][] = []
  for (const result of results) {
    const parsed = hubspotObject.safeParse(result)
    if (parsed.success) good.push(parsed.data)
    else {
      const raw = JSON.stringify(result) ?? ''
      const id = idOf(result)
      bad.push({ id, why: parsed.error.issues[0]?.message ?? 'another shape', raw })
    }
  }
  return { good, bad }
}

/** The id of something that is otherwise unreadable. */
function idOf(result: unknown): string {
  if (typeof result !== 'object' || result === null || !('id' in result)) return ''
  return typeof result.id === 'string' || typeof result.id === 'number' ? String(result.id) : ''
}

/** The records that a deal belongs to, as they stand beside it. */
export function dealtWith({ associations = {} }: HubspotObject): readonly RemoteRef[] {
  return (['contact', 'company'] as const).flatMap((name) =>
    (associations[objectOf(name).path]?.results ?? []).map(({ id }) => ({ object: name, id })),
  )
}
