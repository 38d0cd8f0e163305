import { ListBox, ListBoxItem } from 'react-aria-components'
import type { CallView } from '../../../contract/view.ts'
import type { CustomerSummary, MatchBy } from '../../../domain/customer/customer.ts'
import { useT } from '../i18n/language.tsx'
import { Button } from '../ui/Button.tsx'
import { ChevronEndIcon } from '../ui/icons/window-icons.tsx'
import { PhoneNumber } from '../ui/Names.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './several-panel.module.css'
import { useAssign } from './use-assign.ts'

type Props = {
  readonly call: CallView
  readonly choices: readonly (CustomerSummary & { readonly by: MatchBy })[]
  readonly onCreate: () => void
  readonly onAttach: () => void
}

/** Several customers have this number. The agent says who it is; Offhook doesn't guess. */
export function SeveralPanel({ call, choices, onCreate, onAttach }: Props) {
  const t = useT()
  const assign = useAssign(call.id)
  return (
    <div className={styles.panel}>
      <header>
        <h2 className={styles.title}>{t('customer.severalTitle')}</h2>
        <p className={styles.hint}>
          {t('customer.severalHint', { count: choices.length })} <PhoneNumber number={call.number} />
        </p>
      </header>
      <ListBox
        aria-label={t('customer.severalTitle')}
        items={choices}
        className={styles.list ?? ''}
        onAction={(key) => void assign.send(String(key), 'chosen', false)}
      >
        {(choice) => (
          <ListBoxItem
            id={choice.id}
            textValue={`${choice.company} ${choice.name}`}
            className={styles.choice ?? ''}
          >
            <span className={styles.who}>
              <bdi className={styles.company}>{choice.company || choice.name}</bdi>
              {choice.company !== '' && <bdi className={styles.name}>{choice.name}</bdi>}
            </span>
            <span className={styles.how}>
              <PhoneNumber number={choice.number} />
              <span>{t(`customer.by.${choice.by}`)}</span>
            </span>
            <span className={styles.go}>
              <ChevronEndIcon size={14} />
            </span>
          </ListBoxItem>
        )}
      </ListBox>
      <Refusal reason={assign.refusal} />
      <div className={styles.others}>
        <span className={styles.hint}>{t('customer.noneOfThem')}</span>
        <Button look="quiet" onPress={onAttach}>
          {t('customer.attach')}
        </Button>
        <Button look="quiet" onPress={onCreate}>
          {t('customer.create')}
        </Button>
      </div>
    </div>
  )
}
