import { useEffect, useRef } from 'react'
import styles from './step-head.module.css'

type HeadProps = { readonly title: string; readonly hint?: string; readonly focus?: boolean }

/** The step's own title. It takes the focus, so that whoever listens hears where they are. */
export function StepHead({ title, hint, focus = true }: HeadProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (focus) heading.current?.focus()
  }, [focus])
  return (
    <div>
      <h2 ref={heading} tabIndex={-1} className={styles.title}>
        {title}
      </h2>
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
    </div>
  )
}
