import { csvImportBench } from './csv-import.ts'
import { floodBench } from './flood.ts'
import { guardBench } from './guard.ts'
import { journalBench } from './journal.ts'
import { lookupBench } from './lookup.ts'
import type { Bench } from './measurement.ts'
import { popDuringSyncBench } from './pop-during-sync.ts'
import { relayBench } from './relay/relay.ts'
import { ringBench } from './ring.ts'
import { ringUdpBench } from './ring-udp.ts'
import { screenPopBench } from './screen-pop.ts'
import { startBench } from './start.ts'
import { syncMemoryBench } from './sync-memory.ts'
import { syncRateBench } from './sync-rate.ts'
import { syncWriteBench } from './sync-write.ts'

/** Every subject of `npm run bench`, in the order of its table. */
export const benches: readonly Bench[] = [
  screenPopBench,
  lookupBench,
  ringBench,
  ringUdpBench,
  floodBench,
  guardBench,
  relayBench,
  journalBench,
  startBench,
  csvImportBench,
  syncRateBench,
  syncWriteBench,
  syncMemoryBench,
  popDuringSyncBench,
]
