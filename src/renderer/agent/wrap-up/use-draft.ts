import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { CallView } from '../../../contract/view.ts'
import type { WrapUpForm } from '../../../domain/disposition/disposition.ts'
import { useParts } from '../state/agent-context.tsx'

export type Draft = {
  readonly form: WrapUpForm
  readonly change: (part: Partial<WrapUpForm>) => void
  /** The field has the focus: no snapshot may write into it. */
  readonly hold: () => void
  /** The field was left. */
  readonly release: () => void
}

/** The draft of a call: what is being written here while it is, what the snapshot says otherwise. */
export function useDraft(call: CallView): Draft {
  const { drafts } = useParts()
  const mine = useStore(drafts.store, (all) => all[call.id])
  const form = mine ?? call.draft
  const held = useRef(false)
  useEffect(() => {
    if (!held.current) drafts.settle(call)
  }, [drafts, call])
  useEffect(() => () => drafts.flush(call.id), [drafts, call.id])
  return {
    form,
    change: (part) => drafts.change(call.id, { ...form, ...part }),
    hold: () => {
      held.current = true
    },
    release: () => {
      held.current = false
      drafts.flush(call.id)
    },
  }
}
