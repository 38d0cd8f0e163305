import { COUNTRY_LANGUAGES, countryReader } from './countries.ts'
import type { ImportRun } from './import-run.ts'
import { sourceOf } from './source.ts'
import { readText } from './text-file.ts'
import { type VcardPlan, vcardCustomer } from './vcard-customer.ts'
import { createVcardReader, type Vcard } from './vcard-reader.ts'

/** Reads a vCard file and hands over its customers. */
export async function importVcard({ order, progress, take }: ImportRun): Promise<void> {
  const reader = createVcardReader()
  const plan: VcardPlan = {
    source: sourceOf('vcard', order.file),
    country: order.country,
    readCountry: countryReader(COUNTRY_LANGUAGES),
  }
  const takeCards = async (cards: readonly Vcard[]): Promise<boolean> => {
    for (const card of cards) {
      progress.read(1)
      if (!card.closed) {
        progress.bad(card.line, 'END', 'badCard')
        continue
      }
      const customer = vcardCustomer(card, plan)
      if (customer === 'group') continue
      if (customer === 'missingName') {
        progress.bad(card.line, 'FN', 'missingName')
        continue
      }
      const going = take(customer)
      if (going !== true && !(await going)) return false
    }
    return true
  }
  for await (const text of readText(order.file, order.encoding)) {
    if (!(await takeCards(reader.push(text)))) return
  }
  await takeCards(reader.end())
}
