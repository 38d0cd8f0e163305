import { journalBench } from './journal.ts'
import type { Bench } from './measurement.ts'
import { ringBench } from './ring.ts'
import { screenPopBench } from './screen-pop.ts'
import { startBench } from './start.ts'

/** Every subject of `npm run bench`, in the order of its table. */
export const benches: readonly Bench[] = [screenPopBench, ringBench, journalBench, startBench]
