import type { Direction } from '../call/facts.ts'
import { ok, type Result, refuse } from '../result.ts'

/** How a call can end for the business. Editable by the team; `id` stays when the label changes. */
export type Disposition = {
  readonly id: string
  readonly label: string
  readonly directions: readonly Direction[]
  readonly requiresNote: boolean
}

/** `optional`: Done without a disposition. `required`: not without one. `timeBoxed`: required, closed by time. */
export type WrapUpRule =
  | { readonly mode: 'optional' }
  | { readonly mode: 'required' }
  | { readonly mode: 'timeBoxed'; readonly seconds: number }

/** What the journal says where a time-boxed wrap-up ran out. */
export const WRAP_UP_TIMEOUT = { id: 'wrap-up-timeout', label: 'Wrap-up timeout' } as const

export type WrapUpForm = { readonly disposition: string | null; readonly notes: string }

export type WrapUpRefusal = 'dispositionRequired' | 'dispositionUnknown' | 'noteRequired'

/** The dispositions that an agent may choose for a call of this direction, in their set order. */
export function dispositionsFor(all: readonly Disposition[], direction: Direction): readonly Disposition[] {
  return all.filter((disposition) => disposition.directions.includes(direction))
}

/** Whether the form closes the wrap-up; gives the disposition to record. */
export function checkWrapUp(
  form: WrapUpForm,
  choices: readonly Disposition[],
  rule: WrapUpRule,
): Result<Disposition | null, WrapUpRefusal> {
  if (form.disposition === null) {
    return rule.mode === 'optional' ? ok(null) : refuse('dispositionRequired')
  }
  const chosen = choices.find((choice) => choice.id === form.disposition)
  if (!chosen) return refuse('dispositionUnknown')
  if (chosen.requiresNote && form.notes.trim() === '') return refuse('noteRequired')
  return ok(chosen)
}
