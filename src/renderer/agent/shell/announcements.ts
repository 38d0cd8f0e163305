import type { CallView, View } from '../../../contract/view.ts'
import { isolate, type TextKey, type TextValues } from '../i18n/translate.ts'
import { titleAmong } from '../state/lines.ts'

export type Announcement = {
  readonly urgent: boolean
  readonly key: TextKey
  readonly values: TextValues
}

type Say = {
  /** The caller's name as it may stand in a sentence. */
  readonly name: (call: CallView) => string
  readonly answerKeys: string
  readonly text: (key: TextKey) => string
}

const polite = (key: TextKey, values: TextValues = {}): Announcement => ({ urgent: false, key, values })

function ofCall(before: CallView | undefined, now: CallView, say: Say): readonly Announcement[] {
  const name = say.name(now)
  if (!before) {
    if (now.phase !== 'ringing') return []
    return [{ urgent: true, key: 'shell.announce.incoming', values: { name, keys: say.answerKeys } }]
  }
  const said: Announcement[] = []
  if (before.pop.kind === 'unknown' && before.pop.looking && now.pop.kind === 'customer') {
    said.push(polite('shell.announce.known', { name }))
  }
  if (before.phase !== 'connected' && now.phase === 'connected') {
    said.push(polite('shell.announce.answered', { name }))
  }
  if (before.phase !== 'ended' && now.phase === 'ended' && now.ended) {
    const cause = say.text(`call.cause.${now.ended.cause}`)
    said.push(polite('shell.announce.ended', { name, cause }))
  }
  if (now.phase === 'connected') {
    if (!before.held && now.held) said.push(polite('shell.announce.held', { name }))
    if (before.held && !now.held) said.push(polite('shell.announce.resumed', { name }))
    if (!before.muted && now.muted) said.push(polite('shell.announce.muted'))
    if (before.muted && !now.muted) said.push(polite('shell.announce.unmuted'))
    if (!before.conference && now.conference) said.push(polite('shell.announce.joined', { name }))
    if (before.conference && !now.conference) said.push(polite('shell.announce.left', { name }))
    if (!before.farHeld && now.farHeld) said.push(polite('shell.announce.farHeld', { name }))
  }
  const transfer = now.transfer?.state
  if (transfer !== before.transfer?.state) {
    if (transfer === 'done') said.push(polite('shell.announce.transferred'))
    if (transfer === 'failed') said.push(polite('shell.announce.transferFailed'))
  }
  return said
}

/**
 * What changed between two views that should be heard as well as seen. An incoming call is urgent, everything
 * else waits for its turn; a running time is never announced.
 */
export function announcements(before: View | null, now: View, say: Say): readonly Announcement[] {
  const known = new Map((before ? [...before.calls, ...before.notices] : []).map((call) => [call.id, call]))
  const said = [...now.calls, ...now.notices].flatMap((call) => ofCall(known.get(call.id), call, say))
  const linesBefore = new Map(before?.lines.map((line) => [line.id, line.state]))
  for (const line of now.lines) {
    const was = linesBefore.get(line.id)
    if (was === undefined || was === line.state) continue
    const state = say.text(`shell.line.state.${line.state}`)
    const name = titleAmong(now.lines, line.id, say.text)
    said.push(
      name === null
        ? polite('shell.announce.line', { state })
        : polite('shell.announce.lineOf', { name: isolate(name), state }),
    )
  }
  const old = new Set(before?.problems.map(({ kind }) => kind))
  for (const { kind } of now.problems) if (!old.has(kind)) said.push(polite(`shell.problem.${kind}`))
  return said
}
