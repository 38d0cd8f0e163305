import type { ReactNode } from 'react'

export type IconProps = { readonly size?: 12 | 14 | 16 | 18 | 20 | 24 | 32 }

type Props = IconProps & { readonly children: ReactNode }

/** One drawing on a grid of 20, in the colour of the text. It is never the only thing that says something. */
export function Icon({ size = 16, children }: Props) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={size <= 14 ? 1.8 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  )
}
