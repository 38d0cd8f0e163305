import type { Remark } from '../../../domain/call/facts.ts'
import { causeOfQ850, causeOfStatus } from '../../../domain/call/status-cause.ts'
import { isolate, type Translate } from '../i18n/translate.ts'

const meaning = ({ by, code }: Remark) => {
  if (by === 'Q.850') return causeOfQ850(code)
  return by === 'SIP' ? causeOfStatus(code) : undefined
}

/** A Reason or a Warning: what it says, and what its code means where that is known. */
export function remarkWords(remark: Remark, t: Translate): string {
  const cause = meaning(remark)
  const words = [remark.text, cause ? t(`call.cause.${cause}`) : ''].filter((text) => text !== '')
  return [`${isolate(remark.by)} ${remark.code}`, ...words.map(isolate)].join(', ')
}
