import { journalBench } from './journal.ts'
import type { Bench } from './measurement.ts'
import { ringBench } from './ring.ts'

/** Every subject of `npm run bench`, in the order of its table. */
export const benches: readonly Bench[] = [ringBench, journalBench]
