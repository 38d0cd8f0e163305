import { createStore, type StoreApi } from 'zustand/vanilla'
import type { View } from '../../../contract/view.ts'
import { type AgentApi, refusalOf } from '../api.ts'

export type Snapshot = {
  readonly view: View | null
  /** `performance.now()` when the view arrived: what running times grow from. */
  readonly arrivedAt: number
  /** The first view was asked for and refused. */
  readonly failed: boolean
}

export type ViewStore = StoreApi<Snapshot>

/** A mirror of the newest view, and nothing else: no rule, no second truth. */
export function createViewStore(): ViewStore {
  return createStore<Snapshot>(() => ({ view: null, arrivedAt: 0, failed: false }))
}

/** Takes a view unless a newer one is there already; says whether it was taken. */
export function receive(store: ViewStore, view: View, now: number): boolean {
  const held = store.getState().view
  if (held && view.revision <= held.revision) return false
  store.setState({ view: held ? keepEqual(held, view) : view, arrivedAt: now, failed: false })
  return true
}

/** `next` with every part that says the same as before taken from `before`, so that nothing of it is drawn again. */
function keepEqual<Value>(before: Value, next: Value): Value {
  if (before === next || !isPlain(before) || !isPlain(next)) return next
  const names = Object.keys(next)
  const kept: [string, unknown][] = []
  let same = names.length === Object.keys(before).length && Array.isArray(before) === Array.isArray(next)
  for (const name of names) {
    const known = Object.hasOwn(before, name)
    const value = known ? keepEqual(before[name], next[name]) : next[name]
    kept.push([name, value])
    same &&= known && value === before[name]
  }
  if (same) return before
  return (Array.isArray(next) ? kept.map(([, value]) => value) : Object.fromEntries(kept)) as Value
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Listens first and asks then, so that nothing published in between is missed. Gives the way to stop. */
export function followViews(store: ViewStore, api: AgentApi, now: () => number): () => void {
  const stop = api.onView((view) => {
    receive(store, view, now())
  })
  void askForView(store, api, now)
  return stop
}

export async function askForView(store: ViewStore, api: AgentApi, now: () => number): Promise<void> {
  store.setState({ failed: false })
  const answer = await api.send('view.get', null)
  if (refusalOf(answer) !== null) {
    if (!store.getState().view) store.setState({ failed: true })
    return
  }
  receive(store, answer as View, now())
}
