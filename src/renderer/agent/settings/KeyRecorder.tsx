import { type KeyboardEvent, useState } from 'react'
import { VisuallyHidden } from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import { acceleratorOf, parseAccelerator } from '../ui/accelerator.ts'
import { cx } from '../ui/cx.ts'
import { Keys, useKeyWords } from '../ui/Keys.tsx'
import styles from './key-recorder.module.css'

type Props = {
  readonly accelerator: string | null
  readonly action: string
  readonly where: string
  readonly isDisabled?: boolean
  readonly onChange: (accelerator: string) => void
}

type Complaint = 'needsModifier' | 'altGr'

/** Letters alone would turn typing into commands, and Ctrl with Alt is AltGr on many keyboards. */
function complaintOf(accelerator: string): Complaint | null {
  const chord = parseAccelerator(accelerator)
  if (!chord) return 'needsModifier'
  if (chord.control && chord.alt) return 'altGr'
  const isFunctionKey = /^F([1-9]|1\d|2[0-4])$/.test(chord.key)
  return chord.control || chord.alt || isFunctionKey ? null : 'needsModifier'
}

/** A field that takes the next keys that are pressed. Esc leaves it as it is. */
export function KeyRecorder({ accelerator, action, where, isDisabled = false, onChange }: Props) {
  const t = useT()
  const words = useKeyWords()
  const keys = accelerator === null ? t('settings.hotkeys.notSet') : words(accelerator)
  const [listening, setListening] = useState(false)
  const [complaint, setComplaint] = useState<Complaint | null>(null)

  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (!listening) return
    if (event.key === 'Tab') {
      setListening(false)
      return
    }
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') {
      setListening(false)
      setComplaint(null)
      return
    }
    const pressed = acceleratorOf(event.nativeEvent)
    if (pressed === null) return
    const wrong = complaintOf(pressed)
    setComplaint(wrong)
    if (wrong) return
    setListening(false)
    if (pressed !== accelerator) onChange(pressed)
  }
  return (
    <>
      <button
        type="button"
        disabled={isDisabled}
        className={cx(styles.recorder, listening && styles.listening)}
        onClick={() => setListening(true)}
        onBlur={() => {
          setListening(false)
          setComplaint(null)
        }}
        onKeyDown={onKeyDown}
      >
        {/* Said in one piece; the drawn keys would be read one by one. */}
        <VisuallyHidden>
          {t('settings.hotkeys.change', {
            action,
            where,
            keys: listening ? t('settings.hotkeys.press') : keys,
          })}
        </VisuallyHidden>
        <span aria-hidden="true">
          {listening ? (
            t('settings.hotkeys.press')
          ) : accelerator === null ? (
            <span className={styles.none}>{keys}</span>
          ) : (
            <Keys accelerator={accelerator} />
          )}
        </span>
      </button>
      {complaint && (
        <p role="alert" className={styles.complaint}>
          {t(`settings.hotkeys.${complaint}`)}
        </p>
      )}
    </>
  )
}
