import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { AfterPaint } from '../ui/AfterPaint.tsx'
import { Empty } from '../ui/Empty.tsx'
import { NoteIcon } from '../ui/icons/window-icons.tsx'
import { Region } from '../ui/Region.tsx'
import { WrapUpForm } from './WrapUpForm.tsx'
import styles from './wrap-up-column.module.css'

type Props = { readonly call: CallView | null }

/** How the call ended. It is open from the first second; after the call only the timer changes. */
export function WrapUpColumn({ call }: Props) {
  const t = useT()
  return (
    <Region name="wrapUp" label={t('wrapUp.column')} className={styles.column}>
      {call ? (
        <AfterPaint key={call.id} now={call.phase !== 'ringing'}>
          <WrapUpForm call={call} />
        </AfterPaint>
      ) : (
        <Empty icon={<NoteIcon size={24} />} title={t('wrapUp.emptyTitle')} hint={t('wrapUp.emptyHint')} />
      )}
    </Region>
  )
}
