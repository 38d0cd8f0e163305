import type { ReactNode, Ref } from 'react'
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './field.module.css'

type Props = Omit<TextFieldProps, 'className' | 'style' | 'children'> & {
  readonly label: string
  /** The label is read out but not drawn, where what stands around says it already. */
  readonly hideLabel?: boolean
  readonly hint?: string
  readonly error?: string | null
  readonly placeholder?: string
  /** Lines of a longer text; one where it is left out. */
  readonly rows?: number
  readonly grow?: boolean
  readonly end?: ReactNode
  readonly inputRef?: Ref<HTMLInputElement>
  readonly mono?: boolean
}

export function Field({
  label,
  hideLabel = false,
  hint,
  error = null,
  placeholder,
  rows,
  grow = false,
  end,
  inputRef,
  mono = false,
  ...rest
}: Props) {
  const input = cx(styles.input, mono && styles.mono)
  const named = hideLabel ? { 'aria-label': label } : {}
  return (
    <TextField
      {...rest}
      {...named}
      isInvalid={error !== null}
      className={cx(styles.field, grow && styles.grow)}
    >
      {!hideLabel && <Label className={styles.label ?? ''}>{label}</Label>}
      {rows === undefined ? (
        <span className={styles.frame}>
          <Input
            className={input}
            {...(placeholder === undefined ? {} : { placeholder })}
            {...(inputRef === undefined ? {} : { ref: inputRef })}
          />
          {end}
        </span>
      ) : (
        <TextArea
          className={cx(styles.input, styles.area)}
          rows={rows}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
      )}
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </TextField>
  )
}
