import { expect, test } from 'vitest'
import { outboxRow } from '../../testing/crm-fixtures.ts'
import { stateWord } from './outbox-words.ts'

const word = (part: Parameters<typeof outboxRow>[0]) => stateWord(outboxRow(part), (key) => key)

test('what was written and what there was nobody to write it to are told apart', () => {
  const fault = { reason: 'notFound', detail: '', retryAfter: null } as const
  expect(word({ state: 'done', fault: null })).toBe('crm.outbox.state.done')
  expect(word({ state: 'done', fault })).toBe('crm.outbox.state.nowhere')
})
