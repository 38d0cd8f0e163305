import type { LineView } from '../../../contract/view.ts'
import type { Translate } from '../i18n/translate.ts'

const WORST = ['refused', 'offline', 'connecting', 'registered'] as const

/** What a line is called: as the team calls it, else its user. */
export function lineTitle(line: Pick<LineView, 'label' | 'address' | 'practice'>, t: Translate): string {
  if (line.practice) return t('shell.line.practice')
  return line.label || line.address.split('@')[0] || line.address
}

/** The line that is worst off; of several the first. Null where there are none. */
export function worstLine(lines: readonly LineView[]): LineView | null {
  for (const state of WORST) {
    const found = lines.find((line) => line.state === state)
    if (found) return found
  }
  return null
}

/** What the line of an account is called where several could be meant; null where there is only one. */
export function titleAmong(
  lines: readonly LineView[],
  account: string | null | undefined,
  t: Translate,
): string | null {
  const line = lines.length > 1 ? lines.find(({ id }) => id === account) : undefined
  return line ? lineTitle(line, t) : null
}

/** How a line is, in a word. One without a registrar is registered nowhere: it listens. */
export const lineWord = (
  { state, registers }: Pick<LineView, 'state' | 'registers'>,
  t: Translate,
): string =>
  state === 'registered' && !registers ? t('shell.line.listening') : t(`shell.line.state.${state}`)

/** Whether the password is what the line waits for. */
export const asksPassword = ({ reason }: Pick<LineView, 'reason'>): boolean =>
  reason === 'wrongPassword' || reason === 'noPassword'
