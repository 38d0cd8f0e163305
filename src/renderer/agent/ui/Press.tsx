import type { ButtonHTMLAttributes, KeyboardEvent, Ref } from 'react'

export type PressProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'onClick' | 'disabled' | 'style'> & {
  readonly onPress?: (() => void) | undefined
  readonly isDisabled?: boolean | undefined
  /** What it ordered is under way: it keeps its place and the focus, and takes no second order. */
  readonly isPending?: boolean | undefined
  readonly ref?: Ref<HTMLButtonElement> | undefined
}

/** A key that is held down says it once. */
const once = (event: KeyboardEvent): void => {
  if (event.repeat && event.key === 'Enter') event.preventDefault()
}

/**
 * The browser's own button. What opens a menu or a popover is React Aria's; for all others its presses take half of the
 * time in which a caller's card is drawn, and buy nothing in the one browser that we run in.
 */
export function Press({ onPress, isDisabled, isPending, ...rest }: PressProps) {
  return (
    <button
      type="button"
      onKeyDown={once}
      {...rest}
      disabled={isDisabled}
      aria-disabled={isPending || undefined}
      onClick={isPending ? (event) => event.preventDefault() : onPress}
    />
  )
}
