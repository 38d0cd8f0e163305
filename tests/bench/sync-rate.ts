import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { syncReport } from '../../src/contract/sync.ts'
import { openCustomers } from '../../src/main/customers/open.ts'
import { startHubspot } from '../crm/stand-ins/hubspot/server.ts'
import type { Bench, Measurement } from './measurement.ts'

const PER_TEN_SECONDS = 100
const PAGE = 100
const SECONDS = 30
/** What a sender without fault could ask for in that time, all at once whenever it may. */
const ALLOWED = (SECONDS / 10) * PER_TEN_SECONDS

const WORKER = join(import.meta.dirname, '..', '..', 'src', 'main', 'worker', 'worker.ts')

/** How much of HubSpot's rate the first sync uses, in the real worker, and how often it is told off. */
async function measure(): Promise<readonly Measurement[]> {
  const standIn = await startHubspot({ perTenSeconds: PER_TEN_SECONDS })
  for (let at = 0; at < (ALLOWED + PER_TEN_SECONDS) * PAGE; at += 1)
    standIn.portal.add('contacts', {
      firstname: 'Ada',
      lastname: `No ${at}`,
      phone: `+49301${1_000_000 + at}`,
    })
  const folder = mkdtempSync(join(tmpdir(), 'offhook-bench-'))
  const customersFile = join(folder, 'customers.db')
  openCustomers(customersFile).customers.close()

  const worker = fork(WORKER, [customersFile], { stdio: 'inherit' })
  worker.on('message', (message) => {
    const report = syncReport.safeParse(message)
    if (report.success && report.data.kind === 'crm.secretWanted')
      worker.send({ kind: 'crm.secret', wanted: report.data.wanted, secret: standIn.token, later: false })
  })
  const connection = {
    id: 'bench',
    connector: 'hubspot',
    settings: { server: standIn.url },
    paused: false,
    mapping: { contact: { firstname: 'firstName', lastname: 'lastName', phone: 'number:Phone' } },
    dispositions: {},
    everySeconds: 3_600,
    country: 'DE',
    language: 'en',
  }
  worker.send({ kind: 'crm.follow', connections: [connection] })
  const requests = (): number => [...standIn.answered().values()].reduce((sum, count) => sum + count, 0)
  while (requests() === 0) await setTimeout(1)
  await setTimeout(SECONDS * 1_000)
  const used = standIn.answered().get(200) ?? 0
  const toldOff = standIn.answered().get(429) ?? 0
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  worker.kill()
  await ended
  await standIn.close()
  rmSync(folder, { recursive: true, force: true })

  const base = { id: 'sync-rate', unit: 'requests' }
  return [
    {
      ...base,
      what: `asked of HubSpot in ${SECONDS} s of a first sync`,
      value: used,
      against: `${ALLOWED} that its rate allows`,
      ratio: used / ALLOWED,
      target: '≥ 0.95',
      holds: used / ALLOWED >= 0.95,
    },
    {
      ...base,
      what: 'refused with 429',
      value: toldOff,
      against: `${used} answered`,
      ratio: toldOff / used,
      target: '0',
      holds: toldOff === 0,
    },
  ]
}

export const syncRateBench: Bench = { ids: ['sync-rate'], measure }
