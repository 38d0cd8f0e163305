import { performance } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { openCustomers } from '../../src/main/customers/open.ts'
import { customersFile } from './customers-file.ts'
import { madeUpNumber } from './made-up.ts'
import { type Bench, type Measurement, median, quantile } from './measurement.ts'

const CUSTOMERS = 1_000_000
const ROUNDS = 40
/** The first rounds compile the code. */
const WARM_UP = 4
const LOOKUPS = 250
/** Every tenth caller is unknown. */
const UNKNOWN = 10

/** A step that shares no factor with a million, so that no number comes twice: each one meets cold pages alike. */
const STEP = 618_033

/** The time of each call in ms. */
function times(numbers: readonly string[], look: (number: string) => unknown): number[] {
  return numbers.map((number) => {
    const began = performance.now()
    look(number)
    return performance.now() - began
  })
}

/** By the median: one call that the system put to sleep for a while would count for a thousand others. */
const rate = (measured: readonly number[]): number => 1_000 / median(measured)

/** From the number as the network sends it to the customer's whole record, against one bare index read of SQLite. */
async function measure(): Promise<readonly Measurement[]> {
  const file = await customersFile(CUSTOMERS)
  const { customers } = openCustomers(file)
  const raw = new Database(file, { readonly: true })
  const get = raw.prepare('SELECT customer FROM number WHERE match_key = ?').pluck()
  let next = 0
  const numbers = (): string[] =>
    Array.from({ length: LOOKUPS }, (_, at) => {
      next += 1
      const place = (next * STEP) % CUSTOMERS
      return madeUpNumber(at % UNKNOWN === 0 ? place + 3 * CUSTOMERS : place)
    })
  const product: number[] = []
  const p99s: number[] = []
  const ratios: number[] = []
  let found = 0
  const find = (number: string): void => {
    found += customers.find(number, 'DE').length > 0 ? 1 : 0
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const own = times(numbers(), find)
    const bare = times(numbers(), (number) => get.get(number.slice(-8)))
    if (round < WARM_UP) continue
    product.push(...own)
    p99s.push(quantile(own, 0.99))
    ratios.push(rate(own) / rate(bare))
  }
  raw.close()
  customers.close()
  if (found < ROUNDS * LOOKUPS * 0.8) throw new Error(`only ${found} numbers of the bench were found`)

  const p99 = median(p99s)
  const ratio = median(ratios)
  return [
    {
      id: 'lookup',
      what: `number to customer at 1 M, p99 (median of ${ROUNDS - WARM_UP} rounds)`,
      value: p99,
      unit: 'ms',
      against: `2 ms; p50 ${quantile(product, 0.5).toFixed(3)} ms`,
      ratio: p99 / 2,
      target: '≤ 1',
      holds: p99 <= 2,
    },
    {
      id: 'lookup',
      what: 'lookups a second at 1 M',
      value: rate(product),
      unit: '/s',
      against: `raw prepared get: ${(rate(product) / ratio).toFixed(0)} /s`,
      ratio,
      target: '≥ 0.1',
      holds: ratio >= 0.1,
    },
  ]
}

export const lookupBench: Bench = { ids: ['lookup'], measure }
