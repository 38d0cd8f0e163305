import { useT } from '../i18n/language.tsx'
import { useView } from './agent-context.tsx'
import { titleAmong } from './lines.ts'

/** What the line of an account is called, where there are several to be told apart; null where there aren't. */
export function useLineTitle(account: string | null): string | null {
  const t = useT()
  const lines = useView((view) => view.lines)
  return titleAmong(lines, account, t)
}
