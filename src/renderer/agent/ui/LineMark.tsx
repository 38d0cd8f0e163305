import type { LineView } from '../../../contract/view.ts'
import { PhoneIcon } from './icons/phone-icons.tsx'
import { StateMark } from './StateMark.tsx'

const TONES = { registered: 'good', connecting: 'waiting', offline: 'bad', refused: 'bad' } as const

export function LineMark({ state }: { readonly state: LineView['state'] }) {
  return (
    <StateMark tone={TONES[state]}>
      <PhoneIcon size={18} />
    </StateMark>
  )
}
