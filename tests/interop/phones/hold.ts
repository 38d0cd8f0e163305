import { until } from '../servers/wait.ts'
import type { PhoneCall } from './agent-phone.ts'
import { twoWayAudio } from './two-way-audio.ts'

/**
 * Holds and resumes, and listens on the agent's side. What baresip hears after a hold can't be read: its player (aubridge)
 * doesn't survive a re-INVITE.
 */
export async function holdAndResume(call: PhoneCall, tone: number): Promise<void> {
  call.order({ kind: 'hold' })
  await call.fact('held')
  await until('the agent hears nothing', () => call.sound().heard().rms === 0)
  call.order({ kind: 'resume' })
  await call.fact('resumed')
  await twoWayAudio({ what: 'the agent', heard: call.sound().heard, tone })
}
