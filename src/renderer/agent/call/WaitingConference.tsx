import type { CallId } from '../../../domain/call/facts.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import type { Pair } from '../state/conference.ts'
import { titleOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { ConferenceIcon } from '../ui/icons/phone-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { ConferencePerson } from './ConferencePerson.tsx'
import styles from './conference-card.module.css'
import cards from './small-card.module.css'

type Props = { readonly pair: Pair; readonly shown: CallId | null }

/** A conference that is on hold beside a third call. */
export function WaitingConference({ pair, shown }: Props) {
  const t = useT()
  const resume = useCommand('call.resume')
  const [first, second] = pair
  const title = t('call.conference.title')
  return (
    <article
      aria-label={`${title}: ${isolate(titleOf(first))}, ${isolate(titleOf(second))}`}
      className={cards.card}
    >
      <ul aria-label={t('call.conference.people')} className={styles.people}>
        {pair.map((call) => (
          <ConferencePerson key={call.id} call={call} shown={call.id === shown} fixed={false} />
        ))}
      </ul>
      <div className={cards.join}>
        <Button wide icon={<ConferenceIcon size={18} />} onPress={() => void resume.send({ call: first.id })}>
          {t('call.conference.resume')}
        </Button>
      </div>
      <Refusal reason={resume.refusal} />
    </article>
  )
}
