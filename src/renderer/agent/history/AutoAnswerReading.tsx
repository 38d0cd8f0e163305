import type { FactRow } from '../../../contract/agent.ts'
import { readAutoAnswer } from '../../../domain/push/auto-answer.ts'
import { useT } from '../i18n/language.tsx'
import { Details } from '../ui/Details.tsx'
import { SignalList } from '../ui/SignalList.tsx'

/** How the call's INVITE reads to the part that answers pushed calls: which header decided, and what it outranked. */
export function AutoAnswerReading({ facts }: { readonly facts: readonly FactRow[] }) {
  const t = useT()
  const offered = facts.flatMap(({ fact }) => (fact.kind === 'offered' ? [fact] : []))[0]
  if (!offered) return null
  const asked = facts.flatMap(({ fact }) => (fact.kind === 'autoAnswer' ? [fact] : []))[0]
  const reading = readAutoAnswer(offered.headers)
  return (
    <Details label={t('history.autoAnswer.title')}>
      <p>
        {!reading.signal && t('history.autoAnswer.none')}
        {asked &&
          (asked.refused === null
            ? t('history.autoAnswer.answered')
            : t(`history.autoAnswer.refused.${asked.refused}`))}
      </p>
      <SignalList reading={reading} />
    </Details>
  )
}
