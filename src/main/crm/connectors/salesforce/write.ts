import { z } from 'zod'
import type { RemoteChange, RemoteRef } from '../../../../domain/crm/record.ts'
import type { Written } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { type Api, readAs, withBody } from './api.ts'
import { checkedId, type ObjectKey, SOBJECTS, sobjectOf } from './objects.ts'
import { placeOf, textAt } from './records.ts'
import type { Described, Field, Schema } from './schema.ts'
import { isFieldName, parseMoment, quoted } from './soql.ts'
import { KEY_FIELD } from './tasks.ts'

type Values = Readonly<Record<string, string | number | boolean | null>>

const saved = z.object({ id: z.string() })

/** Salesforce takes a person's name in parts only; the last word is the last name, which must not be empty. */
function nameParts(name: string): Readonly<Record<string, string>> {
  const [, first = '', last = ''] = /^(?:(.*\S)\s+)?(\S*)$/.exec(name.trim()) ?? []
  return { FirstName: first, LastName: last }
}

/** A text as the field's type wants it in JSON; empty empties it. */
function typed(text: string, type: string): string | number | boolean | null {
  if (type === 'boolean') return text === 'true'
  if (text === '') return null
  const isNumber = ['double', 'currency', 'int', 'long', 'percent'].includes(type)
  return isNumber && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function valuesOf(key: ObjectKey, change: RemoteChange, { fields }: Described): Values {
  const types = new Map(fields.map(({ name, type }) => [name, type]))
  const { Name: name, ...others } = change.values
  const isPerson = key === 'contact' || key === 'lead'
  const all = name === undefined ? others : { ...others, ...(isPerson ? nameParts(name) : { Name: name }) }
  const foreign = Object.keys(all).find((field) => !isFieldName(field) || field.includes('.'))
  if (foreign !== undefined) throw new CrmFailure('rejected', `${foreign} stands in another record`)
  return Object.fromEntries(
    Object.entries(all).map(([field, text]) => [field, typed(text, types.get(field) ?? 'string')]),
  )
}

export function createWrite(api: Api, schema: Schema) {
  /** The stamp of what was written, so that it is known again when it is read. */
  async function stampOf(sobject: string, id: string): Promise<Written> {
    const { records } = await api.query(`SELECT Id, SystemModstamp FROM ${sobject} WHERE Id = ${quoted(id)}`)
    const place = placeOf(records[0] ?? {})
    return { id, rev: place ? textAt(records[0] ?? {}, 'SystemModstamp') : null, updated: place?.at ?? null }
  }

  /** A record with exactly these values, the oldest first: what an attempt before this one made, or somebody else. */
  async function sameAs(sobject: string, values: Values, fields: readonly Field[]): Promise<string | null> {
    const comparable = new Set(
      fields.flatMap(({ name, type, filterable }) =>
        filterable !== false && type !== 'textarea' && type !== 'multipicklist' ? name : [],
      ),
    )
    const conditions = Object.entries(values).flatMap(([field, value]) =>
      typeof value === 'string' && comparable.has(field) ? `${field} = ${quoted(value)}` : [],
    )
    if (conditions.length === 0) return null
    const { records } = await api.query(
      `SELECT Id FROM ${sobject} WHERE ${conditions.join(' AND ')} ORDER BY CreatedDate, Id LIMIT 1`,
    )
    return textAt(records[0] ?? {}, 'Id') || null
  }

  async function newId(sobject: string, values: Values, key: string, { fields }: Described): Promise<string> {
    if (fields.some(({ name, externalId }) => name === KEY_FIELD && externalId === true)) {
      const path = `/sobjects/${sobject}/${KEY_FIELD}/${encodeURIComponent(key)}`
      const answer = await api.ask(withBody('PATCH', path, values))
      if (answer.text !== '') return readAs(saved, answer.text).id
    }
    const same = await sameAs(sobject, values, fields)
    if (same !== null) return same
    return readAs(saved, (await api.ask(withBody('POST', `/sobjects/${sobject}`, values))).text).id
  }

  return {
    /**
     * Refused where somebody changed the record after `rev`. Salesforce compares whole seconds
     * (https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api/intro_rest_conditional_requests.htm).
     */
    update: async (ref: RemoteRef, change: RemoteChange, rev: string | null): Promise<Written> => {
      const { key, sobject } = sobjectOf(ref.object)
      const id = checkedId(ref.id)
      const values = valuesOf(key, change, await schema.of(sobject))
      const request = withBody('PATCH', `/sobjects/${sobject}/${id}`, values)
      const stamp = parseMoment(rev)
      const unless = stamp === null ? {} : { 'if-unmodified-since': new Date(stamp).toUTCString() }
      await api.ask({ ...request, headers: { ...request.headers, ...unless } })
      return stampOf(sobject, id)
    },

    create: async (object: string, change: RemoteChange, key: string): Promise<Written> => {
      const about = sobjectOf(object)
      if (about.key === 'deal') throw new CrmFailure('rejected', `${SOBJECTS.deal} is only read`)
      const described = await schema.of(about.sobject)
      const values = valuesOf(about.key, change, described)
      return stampOf(about.sobject, await newId(about.sobject, values, key, described))
    },
  }
}
