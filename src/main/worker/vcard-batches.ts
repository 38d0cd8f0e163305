import { COUNTRY_LANGUAGES, countryReader } from '../../domain/customer/countries.ts'
import { createVcardReader, type Vcard } from '../customers/vcard/reader.ts'
import { type Batch, createBatcher, type ImportOrder } from './batch.ts'
import { sourceOf } from './source.ts'
import { readText } from './text-file.ts'
import { type VcardPlan, vcardCustomer } from './vcard-customer.ts'

/** Reads a vCard file. */
export async function* vcardBatches(order: ImportOrder): AsyncGenerator<Batch> {
  const reader = createVcardReader()
  const batcher = createBatcher(order.country)
  const plan: VcardPlan = {
    source: sourceOf('vcard', order.file),
    country: order.country,
    readCountry: countryReader(COUNTRY_LANGUAGES),
  }
  function* batchesOf(cards: readonly Vcard[]): Generator<Batch> {
    for (const card of cards) {
      const customer = card.closed ? vcardCustomer(card, plan) : null
      if (customer === null) batcher.bad(card.line, 'END', 'badCard')
      else if (customer === 'missingName') batcher.bad(card.line, 'FN', 'missingName')
      else if (customer === 'group') batcher.pass()
      else batcher.take(customer)
      if (batcher.isFull()) yield batcher.next()
    }
  }
  for await (const text of readText(order.file, order.encoding)) yield* batchesOf(reader.push(text))
  yield* batchesOf(reader.end())
  yield batcher.next()
}
