import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createApi } from '../api.ts'
import { createFakeOffhook } from '../testing/fake-offhook.ts'
import { call, ringing, view } from '../testing/fixtures.ts'
import { createViewStore, followViews, receive } from './view-store.ts'

test('a view that is older than the one on screen is dropped', () => {
  const store = createViewStore()
  expect(receive(store, view({ revision: 7, version: 'new' }), 100)).toBe(true)
  expect(receive(store, view({ revision: 6, version: 'old' }), 200)).toBe(false)
  expect(receive(store, view({ revision: 7, version: 'again' }), 300)).toBe(false)
  expect(store.getState()).toMatchObject({ view: { version: 'new' }, arrivedAt: 100 })
})

test('what a view says again is not drawn again', () => {
  const store = createViewStore()
  receive(store, view({ revision: 1, calls: [ringing(), call({ id: 'other' })] }), 0)
  const before = store.getState().view
  receive(store, view({ revision: 2, calls: [ringing(), call({ id: 'other', muted: true })] }), 0)
  const after = store.getState().view
  expect(after?.settings).toBe(before?.settings)
  expect(after?.calls[0]).toBe(before?.calls[0])
  expect(after?.calls[1]).not.toBe(before?.calls[1])
  receive(store, view({ revision: 3, calls: [ringing()] }), 0)
  expect(store.getState().view?.calls).toEqual([ringing()])
})

test('whatever came before, the newest view is what is held', () => {
  const piece = fc.jsonValue()
  fc.assert(
    fc.property(piece, piece, (before, next) => {
      const store = createViewStore()
      const held = (revision: number, settings: unknown) => ({ ...view({ revision }), settings }) as never
      receive(store, held(1, before), 0)
      receive(store, held(2, next), 0)
      expect(store.getState().view?.settings).toEqual(next)
    }),
    { examples: [[{}, JSON.parse('{"__proto__":0}')]] },
  )
})

test('the window asks for the whole view when it loads', async () => {
  const fake = createFakeOffhook(view({ revision: 3 }))
  const store = createViewStore()
  followViews(store, createApi(fake.bridge), () => 42)
  await vi.waitFor(() => expect(store.getState().view?.revision).toBe(3))
  expect(store.getState().arrivedAt).toBe(42)
})

test('a view that is published while the first is on its way is not undone by it', async () => {
  const fake = createFakeOffhook(view({ revision: 3 }))
  let answer: (first: unknown) => void = () => {}
  fake.answer('view.get', () => new Promise((resolve) => (answer = resolve)))
  const store = createViewStore()
  followViews(store, createApi(fake.bridge), () => 0)
  fake.publish(view({ version: 'published' }))
  answer(view({ revision: 2, version: 'asked for' }))
  await vi.waitFor(() => expect(store.getState().view?.version).toBe('published'))
  expect(store.getState().view?.revision).toBe(4)
})

test('a main that refuses the first view is said so, and a later view mends it', async () => {
  const fake = createFakeOffhook(view())
  fake.answer('view.get', { ok: false, reason: 'failed' })
  const store = createViewStore()
  followViews(store, createApi(fake.bridge), () => 0)
  await vi.waitFor(() => expect(store.getState().failed).toBe(true))
  fake.publish(view())
  expect(store.getState()).toMatchObject({ failed: false, view: { revision: 2 } })
})

test('a bridge that breaks is answered as a failure, so that no control waits for ever', async () => {
  const api = createApi({ call: () => Promise.reject(new Error('gone')), onView: () => () => {} })
  expect(await api.send('call.swap', null)).toEqual({ ok: false, reason: 'failed' })
})
