import type { LineView } from '../../../contract/view.ts'
import { isolate, type Translate } from '../i18n/translate.ts'
import { lineTitle } from '../state/lines.ts'

/** On which line to dial, and which number of ours to show; what is left out is as usual. */
export type DialHow = { readonly line?: string; readonly callerId?: string }

/** A way to dial a number. */
export type DialChoice = DialHow & {
  readonly id: string
  /** What sets this way apart from the others; empty where there is only one. */
  readonly note: string
}

/** More than these are for the dialpad's lists. */
const MOST_CHOICES = 8

type NumberForm = (number: string) => string

const shown = (callerId: string, t: Translate, form: NumberForm): string =>
  callerId === ''
    ? t('shell.search.showsServer')
    : t('shell.search.shows', { number: isolate(form(callerId)) })

/** What a line may show, the usual number first; empty is what the server decides. */
export const shownNumbers = ({ callerId, callerIds }: LineView): readonly string[] => [
  ...new Set([callerId, ...callerIds]),
]

/** The ways to dial, the usual one first: the default line, showing the number that it shows. */
export function dialChoices(
  lines: readonly LineView[],
  t: Translate,
  form: NumberForm,
): readonly DialChoice[] {
  const several = lines.length > 1
  const ordered = [...lines].sort((one, other) => Number(other.isDefault) - Number(one.isDefault))
  const choices = ordered.flatMap((line): DialChoice[] => {
    const numbers = shownNumbers(line)
    const asks = line.callerIds.length > 1
    return (asks ? numbers : numbers.slice(0, 1)).map((callerId) => ({
      id: `${line.id} ${callerId}`,
      ...(several && { line: line.id }),
      ...(asks && { callerId }),
      note: [...(several ? [lineTitle(line, t)] : []), ...(asks ? [shown(callerId, t, form)] : [])].join(
        ' · ',
      ),
    }))
  })
  return choices.length > 0 ? choices.slice(0, MOST_CHOICES) : [{ id: 'default', note: '' }]
}
