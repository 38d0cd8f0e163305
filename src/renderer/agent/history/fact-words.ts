import type { CallFact, SipStatus } from '../../../domain/call/facts.ts'
import type { Translate } from '../i18n/translate.ts'
import { isolate } from '../i18n/translate.ts'
import { remarkWords } from '../ui/remark-words.ts'

const partyText = ({ number, displayName }: { number: string; displayName: string | null }, t: Translate) =>
  isolate(displayName || number || t('common.unknownNumber'))

const ENDED = {
  agent: 'history.fact.endedAgent',
  far: 'history.fact.endedFar',
  system: 'history.fact.endedSystem',
} as const

/** What happened, in one sentence. */
export function factWords(fact: CallFact, t: Translate): string {
  switch (fact.kind) {
    case 'dialed':
      if (fact.pickedUp) {
        const colleague = isolate(fact.pickedUp.name)
        return t('history.fact.pickedUp', { party: partyText(fact.party, t), colleague })
      }
      return t('history.fact.dialed', { party: partyText(fact.party, t) })
    case 'offered':
    case 'partyTold':
    case 'partyChanged':
      return t(`history.fact.${fact.kind}`, { party: partyText(fact.party, t) })
    case 'farAsked':
      return t(fact.what === 'talk' ? 'history.fact.farAskedTalk' : 'history.fact.farAskedHold')
    case 'autoAnswer':
      return fact.refused === null
        ? t('history.fact.autoAnswer', { header: isolate(fact.header), count: fact.after })
        : t('history.fact.autoAnswerRefused', {
            header: isolate(fact.header),
            why: t(`history.autoAnswer.refused.${fact.refused}`),
          })
    case 'toneSent':
      return t('history.fact.toneSent', { tone: fact.tone })
    case 'toneReceived':
      return t('history.fact.toneReceived', { tone: fact.tone })
    case 'orderFailed':
      return t('history.fact.orderFailed', { order: t(`history.order.${fact.order}`) })
    case 'transferStarted':
      return fact.how === 'blind'
        ? t('history.fact.transferBlind', { to: isolate(fact.to) })
        : t('history.fact.transferAttended')
    case 'referRefused':
      return t('history.fact.referRefused', { to: isolate(fact.to) })
    case 'ended':
      return t(ENDED[fact.by], { cause: t(`call.cause.${fact.cause}`) })
    case 'customerMatched':
      return t('history.fact.customerMatched', { name: isolate(fact.name) })
    case 'wrapUpClosed':
    case 'dispositionChanged': {
      const disposition = isolate(fact.disposition?.label ?? t('customer.noDisposition'))
      if (fact.kind === 'dispositionChanged') return t('history.fact.dispositionChanged', { disposition })
      return t(fact.by === 'timeout' ? 'history.fact.wrapUpTimeout' : 'history.fact.wrapUpClosed', {
        disposition,
      })
    }
    default:
      return t(`history.fact.${fact.kind}`)
  }
}

/** What only whoever runs the phone server wants to know. */
export function factDetails(fact: CallFact, t: Translate): readonly string[] {
  const sip = (status: SipStatus | null) =>
    status ? [t('common.sipCode', { code: status.code, reason: status.reason })] : []
  switch (fact.kind) {
    case 'offered':
      return [
        t('history.sipCallId', { id: fact.sipCallId }),
        ...Object.entries(fact.headers).map(([name, value]) => `${name}: ${value}`),
      ]
    case 'dialed':
      return fact.sipCallId ? [t('history.sipCallId', { id: fact.sipCallId })] : []
    case 'autoAnswer':
      return [`${fact.header}: ${fact.value}`]
    case 'orderFailed':
    case 'transferProgress':
    case 'transferFailed':
      return sip(fact.sip)
    case 'ended':
      return [
        ...sip(fact.sip),
        ...(fact.remarks ?? []).map((remark) => remarkWords(remark, t)),
        ...(fact.movedTo === undefined ? [] : [t('call.movedTo', { to: isolate(fact.movedTo) })]),
      ]
    default:
      return []
  }
}
