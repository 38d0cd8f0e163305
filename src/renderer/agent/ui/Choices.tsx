import {
  Checkbox,
  Label,
  Radio,
  RadioGroup,
  Switch,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components'
import styles from './choices.module.css'
import { cx } from './cx.ts'
import { CheckIcon } from './icons/window-icons.tsx'

type TickProps = {
  readonly label: string
  /** A longer name for those who don't see what stands around it. */
  readonly name?: string
  readonly hint?: string | undefined
  readonly isSelected: boolean
  readonly isDisabled?: boolean
  readonly onChange: (isSelected: boolean) => void
}

export function CheckField({ label, name, hint, isSelected, isDisabled = false, onChange }: TickProps) {
  return (
    <Checkbox
      isSelected={isSelected}
      isDisabled={isDisabled}
      onChange={onChange}
      {...(name === undefined ? {} : { 'aria-label': name })}
      className={cx(styles.tick, styles.checkbox)}
    >
      <span className={styles.box}>
        <CheckIcon size={12} />
      </span>
      <span className={styles.words}>
        <span>{label}</span>
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </span>
    </Checkbox>
  )
}

export function SwitchField({ label, hint, isSelected, isDisabled = false, onChange }: TickProps) {
  return (
    <Switch
      isSelected={isSelected}
      isDisabled={isDisabled}
      onChange={onChange}
      className={cx(styles.tick, styles.switch)}
    >
      <span className={styles.words}>
        <span>{label}</span>
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </span>
      <span className={styles.track}>
        <span className={styles.thumb} />
      </span>
    </Switch>
  )
}

type Choice<Id extends string> = { readonly id: Id; readonly label: string; readonly hint?: string }

type ChoiceProps<Id extends string> = {
  readonly label: string
  readonly hideLabel?: boolean
  readonly choices: readonly Choice<Id>[]
  readonly value: Id
  readonly onChange: (value: Id) => void
}

export function RadioField<Id extends string>({ label, choices, value, onChange }: ChoiceProps<Id>) {
  return (
    <RadioGroup
      className={styles.radios ?? ''}
      value={value}
      onChange={(next) => {
        const chosen = choices.find(({ id }) => id === next)
        if (chosen) onChange(chosen.id)
      }}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      {choices.map(({ id, label: text, hint }) => (
        <Radio key={id} value={id} className={cx(styles.tick, styles.radio)}>
          <span className={styles.dot} />
          <span className={styles.words}>
            <span>{text}</span>
            {hint !== undefined && <span className={styles.hint}>{hint}</span>}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  )
}

/** A few short choices side by side. */
export function Segments<Id extends string>(props: ChoiceProps<Id>) {
  const { label, hideLabel = false, choices, value, onChange } = props
  return (
    <div className={styles.segmentsField}>
      {!hideLabel && <span className={styles.label}>{label}</span>}
      <ToggleButtonGroup
        aria-label={label}
        className={styles.segments ?? ''}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[value]}
        onSelectionChange={(keys) => {
          const chosen = choices.find(({ id }) => keys.has(id))
          if (chosen) onChange(chosen.id)
        }}
      >
        {choices.map(({ id, label: text }) => (
          <ToggleButton key={id} id={id} className={styles.segment ?? ''}>
            {text}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  )
}
