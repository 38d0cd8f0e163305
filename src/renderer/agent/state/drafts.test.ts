import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApi } from '../api.ts'
import { createFakeOffhook } from '../testing/fake-offhook.ts'
import { call, view } from '../testing/fixtures.ts'
import { createDrafts } from './drafts.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const begin = () => {
  const fake = createFakeOffhook(view())
  return { fake, drafts: createDrafts(createApi(fake.bridge)) }
}

test('typing is gathered and sent once it rests', () => {
  const { fake, drafts } = begin()
  drafts.change('a', { disposition: null, notes: 'asks' })
  vi.advanceTimersByTime(300)
  drafts.change('a', { disposition: null, notes: 'asks for' })
  vi.advanceTimersByTime(399)
  expect(fake.sent).toEqual([])
  vi.advanceTimersByTime(1)
  expect(fake.sent).toEqual([
    { name: 'wrapUp.draft', input: { call: 'a', disposition: null, notes: 'asks for' } },
  ])
})

test('leaving the field sends at once, and only once', () => {
  const { fake, drafts } = begin()
  drafts.change('a', { disposition: 'resolved', notes: 'done' })
  drafts.flush('a')
  vi.advanceTimersByTime(1_000)
  expect(fake.sent).toHaveLength(1)
})

test('drafts of two calls wait each for itself', () => {
  const { fake, drafts } = begin()
  drafts.change('a', { disposition: null, notes: 'one' })
  drafts.change('b', { disposition: null, notes: 'two' })
  drafts.flushAll()
  expect(fake.sent.map(({ input }) => input)).toEqual([
    { call: 'a', disposition: null, notes: 'one' },
    { call: 'b', disposition: null, notes: 'two' },
  ])
})

test('a draft gives way to the snapshot only when the snapshot says the same', () => {
  const { drafts } = begin()
  const form = { disposition: null, notes: 'mine' }
  drafts.change('a', form)
  drafts.flush('a')
  drafts.settle(call({ id: 'a', draft: { disposition: null, notes: 'older' } }))
  expect(drafts.store.getState().a).toEqual(form)
  drafts.settle(call({ id: 'a', draft: form }))
  expect(drafts.store.getState().a).toBeUndefined()
})

test('a draft that was forgotten is not sent any more', () => {
  const { fake, drafts } = begin()
  drafts.change('a', { disposition: null, notes: 'late' })
  drafts.forget('a')
  vi.advanceTimersByTime(1_000)
  expect(fake.sent).toEqual([])
})
