import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components'
import { cx } from './cx.ts'
import { CheckIcon, ChevronDownIcon } from './icons/window-icons.tsx'
import styles from './select-field.module.css'

export type Option<Id extends string> = { readonly id: Id; readonly label: string; readonly note?: string }

type Props<Id extends string> = {
  readonly label: string
  readonly hideLabel?: boolean
  readonly options: readonly Option<Id>[]
  readonly value: Id
  readonly onChange: (value: Id) => void
  readonly hint?: string
  readonly isDisabled?: boolean
  readonly className?: string | undefined
}

export function SelectField<Id extends string>(props: Props<Id>) {
  const { label, hideLabel = false, options, value, onChange, hint, isDisabled = false, className } = props
  return (
    <Select
      className={cx(styles.field, className)}
      selectedKey={value}
      isDisabled={isDisabled}
      {...(hideLabel ? { 'aria-label': label } : {})}
      onSelectionChange={(key) => {
        const chosen = options.find(({ id }) => id === key)
        if (chosen) onChange(chosen.id)
      }}
    >
      {!hideLabel && <Label className={styles.label ?? ''}>{label}</Label>}
      <Button className={styles.trigger ?? ''}>
        <SelectValue className={styles.value ?? ''} />
        <ChevronDownIcon size={14} />
      </Button>
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <Popover className={styles.popover ?? ''} offset={4}>
        <ListBox items={options} className={styles.list ?? ''}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.option ?? ''}>
              <span className={styles.check}>
                <CheckIcon size={14} />
              </span>
              <span className={styles.text}>{option.label}</span>
              {option.note && <span className={styles.note}>{option.note}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}
