import type { AccountProblem } from '../../../../contract/account.ts'
import type { AccountDraft } from './account-draft.ts'

/** What each group of the form is given. */
export type GroupProps = {
  readonly draft: AccountDraft
  readonly change: (part: Partial<AccountDraft>) => void
  /** The words for the first of these problems that main found; null where it found none. */
  readonly said: (...problems: readonly AccountProblem[]) => string | null
}
