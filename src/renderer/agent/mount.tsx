import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { type Bridge, createApi } from './api.ts'
import { type AgentParts, AgentProvider } from './state/agent-context.tsx'
import { createClock } from './state/clock.ts'
import { createDeskStore } from './state/desk-store.ts'
import { createDrafts } from './state/drafts.ts'
import { createViewStore, followViews } from './state/view-store.ts'

const now = () => performance.now()

/** The parts that the window is made of, joined to the bridge. */
export function createParts(bridge: Bridge): AgentParts {
  const api = createApi(bridge)
  return {
    api,
    views: createViewStore(),
    clock: createClock(now),
    desk: createDeskStore(),
    drafts: createDrafts(api),
  }
}

/** Draws the window into an element and keeps it up to date. */
export function mount(bridge: Bridge, root: Element): AgentParts {
  const parts = createParts(bridge)
  followViews(parts.views, parts.api, now)
  createRoot(root).render(
    <StrictMode>
      <AgentProvider value={parts}>
        <App />
      </AgentProvider>
    </StrictMode>,
  )
  return parts
}
