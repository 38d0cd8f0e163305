import { keyLine } from '../../call-words.ts'
import type { Access, Page, Session } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { DEAL, FIELDS, PARTY } from './fields.ts'
import { activitiesOf, logCall, noteMarked, writeNote } from './notes.ts'
import { recordOf } from './party.ts'
import { listRowIds } from './pull.ts'
import {
  hasRelations,
  OPPORTUNITIES,
  opportunityStates,
  PARTIES,
  partiesById,
  partiesWithNumber,
  pullDeals,
  pullParties,
  type Reading,
} from './read.ts'
import { createRpc } from './rpc.ts'
import { createParty, partyMarked, updateParty } from './write.ts'

export function openTryton(access: Access): Session {
  const rpc = createRpc(access)
  const { words } = access
  const markOf = (key: string): string => keyLine(key, words)
  const reading: Reading = { rpc, urlOf: webClient(access.settings) }
  const relations = once(() => hasRelations(rpc))
  const states = once(() => opportunityStates(rpc))

  const recordsById = async (ids: readonly number[]) => {
    if (ids.length === 0) return []
    const parties = await partiesById(rpc, ids, await relations())
    return parties.map((party) => recordOf(party, reading.urlOf(PARTIES, party.id)))
  }

  return {
    objects: [PARTY, DEAL],
    describe: async () => {
      const deals = (await states()) !== null
      return {
        identity: `${access.settings.user ?? ''} @ ${access.settings.database ?? ''}`,
        objects: [
          { key: PARTY, label: 'Parties' },
          ...(deals ? [{ key: DEAL, label: 'Opportunities' }] : []),
        ],
        fields: FIELDS,
        dispositions: [],
      }
    },
    pull: async (object, cursor) => {
      if (object !== DEAL) return pullParties(reading, await relations(), cursor)
      const known = await states()
      return known ? pullDeals(reading, known, cursor) : noDeals(cursor)
    },
    listIds: async (object, cursor) => {
      if (object !== DEAL) return listRowIds(rpc, PARTIES, cursor)
      return (await states()) ? listRowIds(rpc, OPPORTUNITIES, cursor) : { ids: [], cursor: null }
    },
    get: async ({ id }) => (await recordsById([Number(id)]))[0] ?? null,
    findByPhone: async (number) => recordsById(await partiesWithNumber(rpc, number)),
    activities: (ref, most) => activitiesOf(rpc, ref, most),
    update: (ref, change, rev) => updateParty(rpc, ref, change, rev),
    create: async (object, change, key) => {
      if (object !== PARTY) throw new CrmFailure('rejected', `nothing but parties is made, no ${object}`)
      const mark = markOf(key)
      const made = await partyMarked(rpc, mark)
      if (made === null) return createParty(rpc, change, mark)
      const [{ rev = null, updated = null } = {}] = await recordsById([made])
      return { id: String(made), rev, updated }
    },
    note: async (ref, text, key) => {
      await writeNote(rpc, ref, `${text}\n\n${markOf(key)}`)
    },
    logCall: (log, about, remoteId) => logCall(rpc, words, log, about, remoteId),
    probe: async (key, ref) => {
      const mark = markOf(key)
      const made = ref === null ? await partyMarked(rpc, mark) : null
      return made === null ? noteMarked(rpc, mark, ref) : String(made)
    },
  }
}

/** Where opportunities aren't in use there are none; once they are, this cursor is none that reads on. */
const noDeals = (cursor: string | null): Page => ({
  phase: cursor === null ? 'full' : 'delta',
  records: [],
  deals: [],
  gone: [],
  bad: [],
  cursor: 'none',
  more: false,
  total: null,
})

/** Asked once for a session, and again after a failure. */
function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | null = null
  return () => {
    asked ??= ask()
    const current = asked
    current.catch(() => {
      if (asked === current) asked = null
    })
    return current
  }
}

/** sao, Tryton's web client, where it runs: at the server's root. */
function webClient({ server = '', database = '' }: Access['settings']): Reading['urlOf'] {
  const root = server.endsWith('/') ? server : `${server}/`
  if (!URL.canParse(root)) return () => null
  return (model, id) => `${root}#${encodeURIComponent(database)}/model/${model}/${id}`
}
