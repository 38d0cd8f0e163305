import fc from 'fast-check'
import { expect, test } from 'vitest'
import { getsWrapUp } from '../../../domain/call/call.ts'
import type { CallFact } from '../../../domain/call/facts.ts'
import { anyStory } from '../../../domain/call/testing/arbitrary.ts'
import { ended, offered } from '../../../domain/call/testing/facts.ts'
import { replay } from '../../../domain/call/transition.ts'
import { startOutboxDesk } from './testing/outbox-desk.ts'

const corrected: CallFact = { kind: 'dispositionChanged', disposition: null, notes: 'corrected' }
const assigned: CallFact = { kind: 'customerMatched', customer: 'c2', name: 'Ben', how: 'attached' }
const late = fc.array(fc.constantFrom(corrected, assigned), { maxLength: 2 })
const answered = fc.constantFrom<readonly CallFact[]>([{ kind: 'answered' }], [])
/** Most of them are of a call that was answered and ended. */
const story = fc
  .tuple(answered, anyStory, anyStory, late)
  .map(([begin, during, afterwards, corrections]): readonly CallFact[] => [
    ...begin,
    ...during.map(({ fact }) => fact),
    ended(),
    ...afterwards.map(({ fact }) => fact),
    ...corrections,
  ])

test('whatever happens in a call and after it, the outbox holds it once and as it is, or not at all', () => {
  const { desk, journal, remove } = startOutboxDesk()
  let calls = 0
  let told = 0
  try {
    fc.assert(
      fc.property(story, (facts) => {
        calls += 1
        const id = `call-${calls}`
        desk.fact(id, offered())
        for (const fact of facts) desk.amend(id, fact)
        const call = replay(journal.facts(id))
        const items = journal.outbox.ofCall(id)
        if (!call || call.wrapUp === 'none' || !getsWrapUp(call)) {
          expect(items).toEqual([])
          return
        }
        told += 1
        const { notes, disposition, wrapUp, customer } = call
        const log = { key: id, notes, disposition, closed: wrapUp !== 'open' }
        expect(items.map(({ work }) => work)).toMatchObject([{ log, customer: customer?.id ?? null }])
      }),
      { numRuns: 60 },
    )
    expect([told > 10, told < calls]).toEqual([true, true])
  } finally {
    remove()
  }
})
