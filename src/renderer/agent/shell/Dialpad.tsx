import { useState } from 'react'
import { Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { Button } from '../ui/Button.tsx'
import { OpenIconButton } from '../ui/IconButton.tsx'
import { KeypadIcon, PhoneFilledIcon } from '../ui/icons/phone-icons.tsx'
import { KeyGrid } from '../ui/KeyGrid.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { type DialChoice, dialChoices } from './dial-choices.ts'
import styles from './dialpad.module.css'

type Props = {
  readonly text: string
  readonly canDial: boolean
  readonly onDigit: (digit: string) => void
  readonly onDial: (choice: DialChoice | undefined) => void
}

/** Twelve keys for those who dial with the mouse; they write into the field. */
export function Dialpad({ text, canDial, onDigit, onDial }: Props) {
  const t = useT()
  const lines = useView((view) => view.lines)
  const choices = dialChoices(lines, t)
  const [wanted, setWanted] = useState<string | null>(null)
  const choice = choices.find(({ id }) => id === wanted) ?? choices[0]
  return (
    <DialogTrigger>
      <OpenIconButton small label={t('shell.search.dialpad')}>
        <KeypadIcon size={14} />
      </OpenIconButton>
      <Popover placement="bottom end" offset={10} className={styles.popover ?? ''}>
        <Dialog aria-label={t('shell.search.dialpad')} className={styles.dialog ?? ''}>
          {({ close }) => (
            <>
              <output className={styles.number}>
                <bdi dir="ltr">{text}</bdi>
              </output>
              <KeyGrid onKey={onDigit} plus />
              {choice && choices.length > 1 && (
                <SelectField
                  label={t('shell.search.dialOn')}
                  options={choices.map(({ id, note }) => ({ id, label: note }))}
                  value={choice.id}
                  onChange={setWanted}
                />
              )}
              <Button
                look="answer"
                size="large"
                wide
                icon={<PhoneFilledIcon />}
                isDisabled={!canDial}
                onPress={() => {
                  onDial(choice)
                  // It was meant for this call.
                  setWanted(null)
                  close()
                }}
              >
                {t('common.call')}
              </Button>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
