import type { LineState } from '../../domain/line.ts'
import type { Problems } from './problems.ts'

/** What the agent is told of a line that isn't registered, and what the one button does. `wall` in epoch ms. */
export function tellLine(problems: Problems, line: LineState, wall: number): void {
  problems.clear('lineOffline')
  problems.clear('lineRefused')
  const { state, reason, detail } = line
  if (state === 'registered' || reason === null || reason === 'noAccount' || reason === 'signedOut') return
  const asksPassword = reason === 'wrongPassword' || reason === 'noPassword'
  if (state === 'refused') {
    const action = asksPassword ? 'signIn' : reason === 'certificateRefused' ? 'retry' : 'openSettings'
    problems.raise({ kind: 'lineRefused', subject: reason, detail, action }, wall)
  } else {
    problems.raise({ kind: 'lineOffline', subject: reason, detail, action: 'retry' }, wall)
  }
}
