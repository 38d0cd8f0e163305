import { createContext, use, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { View } from '../../../contract/view.ts'
import type { Ticker } from '../../../domain/time.ts'
import type { AgentApi } from '../api.ts'
import type { Clock } from './clock.ts'
import type { Desk, DeskStore } from './desk-store.ts'
import type { Drafts } from './drafts.ts'
import type { ViewStore } from './view-store.ts'

/** What every part of the window is given. */
export type AgentParts = {
  readonly api: AgentApi
  readonly views: ViewStore
  readonly clock: Clock
  readonly desk: DeskStore
  readonly drafts: Drafts
}

const AgentContext = createContext<AgentParts | null>(null)
export const AgentProvider = AgentContext.Provider

export function useParts(): AgentParts {
  const parts = use(AgentContext)
  if (!parts) throw new Error('a part of the agent window is drawn outside its provider')
  return parts
}

export const useApi = (): AgentApi => useParts().api
export const useDeskStore = (): DeskStore => useParts().desk

/** A piece of the newest view. Only for what is drawn after the first view has come. */
export function useView<Piece>(piece: (view: View) => Piece): Piece {
  return useStore(useParts().views, ({ view }) => {
    if (!view) throw new Error('drawn before the first view')
    return piece(view)
  })
}

export function useDesk<Piece>(piece: (desk: Desk) => Piece): Piece {
  return useStore(useParts().desk, piece)
}

/** The milliseconds of a ticker now, in any form: it draws again only when that form changes. */
export function useElapsed<Form extends string | number>(ticker: Ticker, form: (ms: number) => Form): Form {
  const { clock, views } = useParts()
  const read = () => {
    const since = ticker.ticking ? clock.now() - views.getState().arrivedAt : 0
    return form(ticker.ms + Math.max(0, since))
  }
  return useSyncExternalStore(clock.subscribe, read)
}

/** Milliseconds left of a countdown that stood at `left` when the view came, in any form. */
export function useRemaining<Form extends string | number>(left: number, form: (ms: number) => Form): Form {
  const { clock, views } = useParts()
  return useSyncExternalStore(clock.subscribe, () =>
    form(Math.max(0, left - (clock.now() - views.getState().arrivedAt))),
  )
}
