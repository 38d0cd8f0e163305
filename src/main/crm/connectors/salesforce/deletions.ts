import { z } from 'zod'
import { type Api, readAs, SalesforceRefusal } from './api.ts'
import { parseMoment } from './soql.ts'

/**
 * How often deletions are asked for at most, in milliseconds of the server's clock. Salesforce reads whole minutes and
 * wants more than one between both ends.
 */
export const DELETIONS_EVERY = 2 * 60_000

/** The log of deletions goes back 15 days; a little less, since requests take time. */
const LOG_REACHES = 15 * 24 * 60 * 60_000 - 60 * 60_000

const deletionsAnswer = z.object({
  deletedRecords: z.array(z.object({ id: z.string() })),
  latestDateCovered: z.string(),
})

/**
 * Ids that were deleted between two times of the server's, epoch ms, and until when that is certain.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm
 *
 * What the log has lost — it is cut by age and by size — is found when the ids are compared, which is due after such
 * a time anyway.
 */
export async function deletionsSince(
  api: Api,
  sobject: string,
  from: number,
  until: number,
): Promise<{ readonly ids: readonly string[]; readonly until: number }> {
  const start = new Date(Math.max(from, until - LOG_REACHES)).toISOString()
  const end = new Date(until).toISOString()
  const query = `start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}`
  try {
    const answer = await api.ask({ method: 'GET', path: `/sobjects/${sobject}/deleted/?${query}` })
    const { deletedRecords, latestDateCovered } = readAs(deletionsAnswer, answer.text)
    const covered = parseMoment(latestDateCovered) ?? from
    return { ids: deletedRecords.map(({ id }) => id), until: Math.min(until, covered) }
  } catch (error) {
    const lost = ['INVALID_REPLICATION_DATE', 'EXCEEDED_ID_LIMIT']
    if (!(error instanceof SalesforceRefusal) || !lost.includes(error.code)) throw error
    return { ids: [], until }
  }
}
