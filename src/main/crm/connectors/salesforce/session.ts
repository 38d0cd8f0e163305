import type { Access, Session } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { activitiesOf } from './activities.ts'
import { createApi } from './api.ts'
import { describeOrganization } from './describe.ts'
import { createFind } from './find.ts'
import { checkedId, OBJECT_KEYS, sobjectOf } from './objects.ts'
import { createPull, PAGE } from './pull.ts'
import { textAt } from './records.ts'
import { createSchema } from './schema.ts'
import { createSelection } from './select.ts'
import { quoted } from './soql.ts'
import { createTasks } from './tasks.ts'
import { createWrite } from './write.ts'

export function openSession(access: Access): Session {
  const api = createApi(access)
  const schema = createSchema(api)
  const selection = createSelection(api, schema, access.fields)
  const find = createFind(api, selection)
  const tasks = createTasks(api, schema, access)
  const { update, create } = createWrite(api, schema)

  const listIds: Session['listIds'] = async (object, cursor) => {
    const { key, sobject } = sobjectOf(object)
    const conditions = [
      ...(cursor === null ? [] : [`Id > ${quoted(checkedId(cursor))}`]),
      ...(key === 'lead' ? ['IsConverted = false'] : []),
    ]
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')} `
    const { records, done } = await api.query(`SELECT Id FROM ${sobject} ${where}ORDER BY Id LIMIT ${PAGE}`)
    const ids = records.map((row) => textAt(row, 'Id'))
    // A list with holes would make others seem deleted.
    if (ids.includes('')) throw new CrmFailure('badAnswer', `${sobject}: a row without its id`)
    const more = !done || ids.length >= PAGE
    return { ids, cursor: more ? (ids.at(-1) ?? null) : null }
  }

  return {
    describe: () => describeOrganization(api, schema, access.settings.id ?? ''),
    objects: OBJECT_KEYS,
    pull: createPull(api, selection),
    listIds,
    get: find.get,
    findByPhone: find.byPhone,
    activities: (ref, most) => activitiesOf(api, ref, most),
    update,
    create,
    note: tasks.note,
    logCall: tasks.logCall,
    probe: (key) => tasks.probe(key),
  }
}
