import type { ReactNode } from 'react'
import { Form } from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import { Button } from './Button.tsx'
import styles from './sheet-form.module.css'

type Props = {
  readonly submitLabel: string
  readonly isDisabled: boolean
  readonly isPending: boolean
  readonly onSubmit: () => void
  readonly onCancel: () => void
  readonly children: ReactNode
}

/** What a sheet asks for, and its two ends. */
export function SheetForm({ submitLabel, isDisabled, isPending, onSubmit, onCancel, children }: Props) {
  const t = useT()
  return (
    <Form
      className={styles.form ?? ''}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
      <div className={styles.actions}>
        <Button look="quiet" onPress={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button look="primary" type="submit" isDisabled={isDisabled} isPending={isPending}>
          {submitLabel}
        </Button>
      </div>
    </Form>
  )
}
