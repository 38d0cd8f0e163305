import type { Standing } from '../state/crm.ts'
import { SyncIcon } from '../ui/icons/window-icons.tsx'
import { StateMark } from '../ui/StateMark.tsx'

const TONES = {
  ok: 'good',
  reading: 'waiting',
  waiting: 'waiting',
  paused: 'quiet',
  problem: 'bad',
  signIn: 'bad',
  vanish: 'bad',
} as const

export function SyncMark({ standing }: { readonly standing: Standing }) {
  return (
    <StateMark tone={TONES[standing]}>
      <SyncIcon size={18} />
    </StateMark>
  )
}
