import type { ColleagueView } from '../../../contract/view.ts'
import { cx } from './cx.ts'
import styles from './lamp.module.css'
import { type Shape, StateShape } from './StateShape.tsx'

/** A shape for each state of a colleague's phone; the word stands beside it. */
const SHAPES: Readonly<Record<ColleagueView['state'], Shape>> = {
  free: 'available',
  ringing: 'ringing',
  busy: 'onCall',
  unknown: 'offline',
  notOffered: 'offline',
}

/** What a colleague's phone does, as a shape; the word stands beside it. */
export function Lamp({ state }: { readonly state: ColleagueView['state'] }) {
  return (
    <span className={cx(styles.lamp, styles[state])}>
      <StateShape shape={SHAPES[state]} size={10} />
    </span>
  )
}
