import { type ReactNode, useEffect, useState } from 'react'

type Props = {
  /** Draw them with the rest: nothing waits. */
  readonly now?: boolean
  /** Holds their place meanwhile. */
  readonly place?: ReactNode
  readonly children: ReactNode
}

/** What may come a frame later than the things around it: who is calling is on screen first. */
export function AfterPaint({ now = false, place = null, children }: Props) {
  const [painted, setPainted] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    // A frame's callback runs before its painting, the timer after it.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setPainted(true))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [])
  return now || painted ? children : place
}
