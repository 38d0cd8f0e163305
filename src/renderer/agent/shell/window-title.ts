import { useEffect } from 'react'
import type { View } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import type { Translate } from '../i18n/translate.ts'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { titleOf } from '../state/party.ts'
import { primaryCall } from '../state/shown-call.ts'

/** The shapes of the states, for where only text can be: the task bar and the window list. */
const SHAPES = {
  available: '●',
  ringing: '◉',
  onCall: '▬',
  wrapUp: '◔',
  break: '☕',
  offline: '○',
} as const

/** What the window is called: who rings or speaks, else what the agent does. */
export function windowTitle({ agent, calls }: Pick<View, 'agent' | 'calls'>, t: Translate): string {
  const ringing = calls.find((call) => call.phase === 'ringing')
  const call = ringing ?? primaryCall(calls)
  const name = call && isolate(titleOf(call) || t('common.unknownNumber'))
  const said = name ? (ringing ? t('customer.isCalling', { name }) : name) : t(`shell.state.${agent.kind}`)
  return `${SHAPES[ringing ? 'ringing' : agent.kind]} ${said} – ${t('common.app')}`
}

export function useWindowTitle(): void {
  const t = useT()
  const title = useView((view) => windowTitle(view, t))
  useEffect(() => {
    document.title = title
  }, [title])
}
