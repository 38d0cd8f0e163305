import { useT } from '../i18n/language.tsx'
import { useNumberForm } from '../state/use-number-form.ts'
import styles from './names.module.css'

/** A name from outside: text only, its direction kept to itself. */
export function PersonName({ name }: { readonly name: string }) {
  return <bdi title={name}>{name}</bdi>
}

/** A phone number as one writes it here, from left to right in every language, and copied as it stands. */
export function PhoneNumber({ number }: { readonly number: string }) {
  const t = useT()
  const form = useNumberForm()
  return (
    <bdi dir="ltr" className={styles.number}>
      {number === '' ? t('common.unknownNumber') : form(number)}
    </bdi>
  )
}
