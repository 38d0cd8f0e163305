import { z } from 'zod'
import type { RemoteRecord, RemoteRef } from '../../../../domain/crm/record.ts'
import { type Api, readAs } from './api.ts'
import { CUSTOMER_KEYS, checkedId, type ObjectKey, SOBJECTS, sobjectOf } from './objects.ts'
import { placeOf, recordOf } from './records.ts'
import type { Selection } from './select.ts'
import { quoted } from './soql.ts'

/** So many of each object: a number that more records share is a switchboard's. */
const MOST = 20

const found = z.object({
  searchRecords: z.array(z.looseObject({ attributes: z.object({ type: z.string() }) })),
})

const keyOf = (type: string): ObjectKey | undefined => CUSTOMER_KEYS.find((key) => SOBJECTS[key] === type)

/** The ways in which a number may be stored, digits alone: an index of numbers knows whole ones only. */
const written = (e164: string, national: string): readonly string[] => [
  ...new Set(
    [e164, national, `0${national}`].map((text) => text.replace(/\D/g, '')).filter((text) => text.length > 3),
  ),
]

export function createFind(api: Api, selection: Selection) {
  return {
    byPhone: async (number: {
      readonly e164: string
      readonly national: string
    }): Promise<readonly RemoteRecord[]> => {
      const forms = written(number.e164, number.national).map((digits) => `"${digits}"`)
      // What no mapping makes customers of isn't searched, and may be hidden from this user.
      const keys = CUSTOMER_KEYS.filter((key) => selection.mapped(key).length > 0)
      if (forms.length === 0 || keys.length === 0) return []
      const answer = await selection.asking(keys, (fields) => {
        const returning = keys.map((key) => {
          const where = key === 'lead' ? ' WHERE IsConverted = false' : ''
          return `${SOBJECTS[key]}(${fields[key]}${where} LIMIT ${MOST})`
        })
        const sosl = `FIND {${forms.join(' OR ')}} IN PHONE FIELDS RETURNING ${returning.join(', ')}`
        return api.ask({ method: 'GET', path: `/search/?q=${encodeURIComponent(sosl)}` })
      })
      return readAs(found, answer.text).searchRecords.flatMap((row) => {
        const key = keyOf(row.attributes.type)
        const place = placeOf(row)
        if (!key || !place) return []
        return [recordOf(row, place, { key, fields: selection.mapped(key), instance: api.instance })]
      })
    },

    get: async (ref: RemoteRef): Promise<RemoteRecord | null> => {
      const { key } = sobjectOf(ref.object)
      const { records } = await selection.rows(key, `WHERE Id = ${quoted(checkedId(ref.id))}`)
      const row = records[0]
      const place = row ? placeOf(row) : null
      if (!row || !place || row.IsConverted === true) return null
      return recordOf(row, place, { key, fields: selection.mapped(key), instance: api.instance })
    },
  }
}
