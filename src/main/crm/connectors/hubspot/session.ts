import type { Access, Session } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { activitiesOf } from './activities.ts'
import { hubspotApi, hubspotObject, OBJECTS, type ObjectName, objectOf, shaped } from './api.ts'
import { dispositionsOf, fieldsOf } from './fields.ts'
import { createFind } from './find.ts'
import { ownKeys } from './own-key.ts'
import { type Portal, readPortal } from './portal.ts'
import { createPull } from './pull.ts'
import { propertiesOf, readObjects, recordOf } from './records.ts'
import { createWrites } from './write.ts'

const IDS = 100
/** Owners and stages change rarely, and nothing says that they did. */
const PORTAL_FRESH_MS = 30 * 60_000

const nameOf = (object: string): ObjectName => {
  objectOf(object)
  return object as ObjectName
}

export function openHubspot({ settings, http, fields, words, now }: Access): Session {
  const api = hubspotApi(http, settings.server ?? '')
  let portal: Promise<Portal> | null = null
  let readAt = 0

  const portalOf = (): Promise<Portal> => {
    if (portal && now() - readAt < PORTAL_FRESH_MS) return portal
    readAt = now()
    const reading = readPortal(api)
    portal = reading
    reading.catch(() => {
      if (portal === reading) portal = null
    })
    return reading
  }
  const serverNow = async (): Promise<number> => {
    const { date } = await http.ask({
      method: 'GET',
      url: new URL('/account-info/v3/details', settings.server).href,
    })
    if (date === null) throw new CrmFailure('badAnswer', 'HubSpot doesn’t say what time it is')
    return date
  }
  const find = createFind({ api, portal: portalOf, fields })
  const writes = createWrites({ api, hasOwnKey: ownKeys(api), words })

  return {
    objects: Object.keys(OBJECTS),
    describe: async () => {
      portal = null
      const { name } = await portalOf()
      const [contacts, companies] = await Promise.all([fieldsOf(api, 'contact'), fieldsOf(api, 'company')])
      return {
        identity: name,
        objects: [
          { key: 'contact', label: 'Contacts' },
          { key: 'company', label: 'Companies' },
        ],
        fields: [...contacts, ...companies],
        dispositions: await dispositionsOf(api),
      }
    },
    pull: async (object, cursor) =>
      createPull({ api, portal: await portalOf(), fields, serverNow })(nameOf(object), cursor),
    listIds: async (object, cursor) => {
      const { results, after } = await api.page(`/crm/v3/objects/${objectOf(object).path}`, {
        limit: IDS,
        archived: false,
        ...(cursor === null ? {} : { after: cursor }),
      })
      return { ids: readObjects(results).good.map(({ id }) => id), cursor: after }
    },
    get: async ({ object, id }) => {
      const name = nameOf(object)
      const found = await api.getIfThere(
        `/crm/v3/objects/${objectOf(object).path}/${encodeURIComponent(id)}`,
        {
          properties: propertiesOf(name, fields[name] ?? []).join(','),
        },
      )
      if (found === null) return null
      const read = shaped(hubspotObject, found)
      // Of one that was merged away HubSpot gives the one that is left.
      return read.id === id ? recordOf(read, name, fields[name] ?? [], await portalOf()) : null
    },
    findByPhone: find,
    activities: async (ref, most) => activitiesOf(api, await portalOf(), ref, most),
    update: writes.update,
    create: writes.create,
    note: (ref, text, key) => writes.note(ref, text, key, now()),
    logCall: writes.logCall,
    probe: writes.probe,
  }
}
