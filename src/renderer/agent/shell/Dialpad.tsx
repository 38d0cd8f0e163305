import { useState } from 'react'
import { Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { lineTitle } from '../state/lines.ts'
import { useNumberForm } from '../state/use-number-form.ts'
import { Button } from '../ui/Button.tsx'
import { OpenIconButton } from '../ui/IconButton.tsx'
import { KeypadIcon, PhoneFilledIcon } from '../ui/icons/phone-icons.tsx'
import { KeyGrid } from '../ui/KeyGrid.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { type DialHow, shownNumbers } from './dial-choices.ts'
import styles from './dialpad.module.css'

type Wanted = { readonly line: string | null; readonly callerId: string | null }

type Props = {
  readonly text: string
  readonly canDial: boolean
  readonly onDigit: (digit: string) => void
  readonly onDial: (how: DialHow) => void
}

/** Twelve keys for those who dial with the mouse; they write into the field. */
export function Dialpad({ text, canDial, onDigit, onDial }: Props) {
  const t = useT()
  const form = useNumberForm()
  const lines = useView((view) => view.lines)
  const [wanted, setWanted] = useState<Wanted>({ line: null, callerId: null })
  const line = lines.find(({ id }) => id === wanted.line) ?? lines.find(({ isDefault }) => isDefault)
  const callerIds = line && line.callerIds.length > 1 ? shownNumbers(line) : []
  const callerId = wanted.callerId ?? line?.callerId ?? ''
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
              {line && lines.length > 1 && (
                <SelectField
                  label={t('shell.search.dialOn')}
                  options={lines.map((one) => ({ id: one.id, label: lineTitle(one, t) }))}
                  value={line.id}
                  onChange={(next) => setWanted({ line: next, callerId: null })}
                />
              )}
              {callerIds.length > 0 && (
                <SelectField
                  label={t('settings.line.callerId')}
                  options={callerIds.map((id) => ({
                    id,
                    label: id === '' ? t('settings.line.callerIdServer') : form(id),
                  }))}
                  value={callerId}
                  onChange={(next) => setWanted({ ...wanted, callerId: next })}
                />
              )}
              <Button
                look="answer"
                size="large"
                wide
                icon={<PhoneFilledIcon />}
                isDisabled={!canDial}
                onPress={() => {
                  onDial({
                    ...(line && lines.length > 1 && { line: line.id }),
                    ...(callerIds.length > 0 && { callerId }),
                  })
                  // They were meant for this call.
                  setWanted({ line: null, callerId: null })
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
