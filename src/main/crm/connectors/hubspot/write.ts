import { z } from 'zod'
import type { CallLog } from '../../../../domain/crm/call-log.ts'
import type { RemoteChange, RemoteRef } from '../../../../domain/crm/record.ts'
import { type CallWords, callText, callTitle, keyLine } from '../../call-words.ts'
import type { Written } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { type HubspotApi, hubspotObject, objectOf, shaped } from './api.ts'
import { OWN_KEY } from './own-key.ts'
import { timeOf } from './records.ts'

const written = z.object({ results: z.array(hubspotObject).min(1) })

/** More filters than these a group may not have. */
const MOST_FILTERS = 6

type Properties = Readonly<Record<string, string>>

export type WriteParts = {
  readonly api: HubspotApi
  readonly hasOwnKey: (path: string) => Promise<boolean>
  readonly words: CallWords
}

const pathOf = (ref: RemoteRef): string =>
  `/crm/v3/objects/${objectOf(ref.object).path}/${encodeURIComponent(ref.id)}`

const answerOf = (answer: unknown): Written => {
  const { id, updatedAt } = shaped(hubspotObject, answer)
  return { id, rev: updatedAt ?? null, updated: timeOf(updatedAt) }
}

export function createWrites({ api, hasOwnKey, words }: WriteParts) {
  /** The id of what has this key. With a property of ours at once; else by a search, which lags. */
  const find = async (path: string, key: string, body: string): Promise<string | null> => {
    if (await hasOwnKey(path)) {
      const found = await api.getIfThere(`/crm/v3/objects/${path}/${encodeURIComponent(key)}`, {
        idProperty: OWN_KEY,
        properties: OWN_KEY,
      })
      return found === null ? null : shaped(hubspotObject, found).id
    }
    if (body === '') return null
    const { results } = await api.search(path, {
      groups: [[{ propertyName: body, operator: 'CONTAINS_TOKEN', value: key }]],
      sort: { propertyName: 'hs_object_id', direction: 'ASCENDING' },
      properties: [body],
      limit: 1,
    })
    return results.length === 0 ? null : shaped(hubspotObject, results[0]).id
  }

  /** Writes what has this key once, however often it is asked for. */
  const put = async (path: string, key: string, body: string, properties: Properties): Promise<string> => {
    if (await hasOwnKey(path)) {
      const inputs = [{ idProperty: OWN_KEY, id: key, properties: { ...properties, [OWN_KEY]: key } }]
      const answer = await api.send('POST', `/crm/v3/objects/${path}/batch/upsert`, { inputs })
      const [only] = shaped(written, answer).results
      return only ? only.id : ''
    }
    const known = await find(path, key, body)
    if (known !== null) return change(path, known, properties)
    return answerOf(await api.send('POST', `/crm/v3/objects/${path}`, { properties })).id
  }

  const change = async (path: string, id: string, properties: Properties): Promise<string> => {
    await api.send('PATCH', `/crm/v3/objects/${path}/${encodeURIComponent(id)}`, { properties })
    return id
  }

  /** Whoever has all of these values: without a key of ours, that is who was made before. */
  const findSame = async (path: string, values: Properties): Promise<unknown> => {
    const told = Object.entries(values).filter(([, value]) => value !== '')
    const { results } = await api.search(path, {
      groups: [
        told.slice(0, MOST_FILTERS).map(([propertyName, value]) => ({ propertyName, operator: 'EQ', value })),
      ],
      sort: { propertyName: 'hs_object_id', direction: 'ASCENDING' },
      properties: ['hs_object_id'],
      limit: 1,
    })
    return results[0] ?? null
  }

  /** Says whom something is about; said twice, it is the same. */
  const link = async (path: string, id: string, ref: RemoteRef): Promise<void> => {
    const to = `${objectOf(ref.object).path}/${encodeURIComponent(ref.id)}`
    const between = `/crm/v4/objects/${path}/${encodeURIComponent(id)}/associations/default/${to}`
    try {
      await api.send('PUT', between, {})
    } catch (error) {
      if (!(error instanceof CrmFailure)) throw error
      throw new CrmFailure(error.reason, error.detail, error.retryAfter, id)
    }
  }

  return {
    update: async (ref: RemoteRef, { values }: RemoteChange): Promise<Written> =>
      answerOf(await api.send('PATCH', pathOf(ref), { properties: values })),

    create: async (object: string, { values }: RemoteChange, key: string): Promise<Written> => {
      const { path } = objectOf(object)
      if (!(await hasOwnKey(path))) {
        const same = await findSame(path, values)
        return answerOf(same ?? (await api.send('POST', `/crm/v3/objects/${path}`, { properties: values })))
      }
      const inputs = [{ idProperty: OWN_KEY, id: key, properties: { ...values, [OWN_KEY]: key } }]
      const answer = await api.send('POST', `/crm/v3/objects/${path}/batch/upsert`, { inputs })
      return answerOf(shaped(written, answer).results[0])
    },

    note: async (ref: RemoteRef, text: string, key: string, now: number): Promise<void> => {
      const body = htmlOf(`${text}\n\n${keyLine(key, words)}`)
      const properties = { hs_note_body: body, hs_timestamp: new Date(now).toISOString() }
      await link('notes', await put('notes', key, 'hs_note_body', properties), ref)
    },

    logCall: async (
      log: CallLog,
      about: { readonly ref: RemoteRef | null; readonly disposition: string | null },
      remoteId: string | null,
    ): Promise<string> => {
      const properties = callProperties(log, about.disposition, words)
      const id =
        remoteId === null
          ? await put('calls', log.key, 'hs_call_body', properties)
          : await change('calls', remoteId, properties)
      if (about.ref) await link('calls', id, about.ref)
      return id
    },

    probe: async (key: string, ref: RemoteRef | null): Promise<string | null> => {
      const call = await find('calls', key, 'hs_call_body')
      if (call !== null) return call
      const note = await find('notes', key, 'hs_note_body')
      if (note !== null || ref !== null) return note
      return (await find('contacts', key, '')) ?? (await find('companies', key, ''))
    },
  }
}

/** A call as HubSpot keeps it (developers.hubspot.com/docs/api/crm/calls): durations in milliseconds. */
function callProperties(log: CallLog, disposition: string | null, words: CallWords): Properties {
  const { direction, number, line, durations, startedAt } = log
  const inbound = direction === 'inbound'
  return {
    hs_timestamp: new Date(startedAt).toISOString(),
    hs_call_title: callTitle(log, words),
    hs_call_direction: inbound ? 'INBOUND' : 'OUTBOUND',
    hs_call_status: 'COMPLETED',
    hs_call_duration: String(Math.round(durations.talk + durations.hold)),
    hs_call_from_number: inbound ? number : line,
    hs_call_to_number: inbound ? line : number,
    hs_call_body: htmlOf(callText(log, words)),
    ...(disposition === null ? {} : { hs_call_disposition: disposition }),
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Bodies are HTML: what agents wrote must stay text. */
const htmlOf = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? '').replaceAll('\n', '<br>')
