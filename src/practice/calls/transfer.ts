import type { IncomingReferRequest, Session } from 'sip.js/lib/core/index.js'
import type { PracticeCall, Transfer, TransferRequest, TransferScript } from '../api.ts'
import { deferred } from '../sip/deferred.ts'
import { sendInDialog } from './in-dialog.ts'

/** How a transfer goes on: by fixed codes, or along with a call that is really made. */
export type TransferCourse = TransferScript | { reply: 202; follow: PracticeCall }

export type TransferDecider = (transfer: {
  refer: IncomingReferRequest
  call: PracticeCall
  request: TransferRequest
}) => TransferCourse

export interface TransferParts {
  refer: IncomingReferRequest
  call: PracticeCall & { replaced(): Promise<unknown> }
  session: Session
  decide(request: TransferRequest): TransferScript | undefined
  context: { decideTransfer: TransferDecider; findCall(callId: string): PracticeCall | undefined }
}

const reasonPhrases: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  404: 'Not Found',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  503: 'Service Unavailable',
  603: 'Decline',
}

/**
 * Serves one REFER (RFC 3515): answers it and reports how the transfer goes by NOTIFY with a sipfrag. The transferred
 * customer stays on the line until the agent says BYE, as with Asterisk; the customer that an attended transfer
 * reaches leaves by itself once it succeeded, because the agent's call to it has been replaced.
 * Returns undefined for a REFER that can't be read.
 */
export async function runTransfer({
  refer,
  call,
  session,
  decide,
  context,
}: TransferParts): Promise<Transfer | undefined> {
  const request = readRefer(refer, context.findCall)
  if (!request) {
    refer.reject({ statusCode: 400 })
    return undefined
  }
  const course = decide(request) ?? context.decideTransfer({ refer, call, request })
  const outcome = deferred<number | undefined>()
  if (course.reply < 200 || course.reply > 299) {
    refer.reject({ statusCode: course.reply })
    outcome.resolve(course.reply)
    return { ...request, outcome: outcome.promise }
  }
  refer.accept({ statusCode: course.reply })
  void notifyAlong(course, call, session).then(async (last) => {
    outcome.resolve(last)
    const replaced = request.replaces?.call
    if (last !== undefined && last >= 200 && last < 300 && replaced && isReplaceable(replaced))
      await replaced.replaced()
  })
  return { ...request, outcome: outcome.promise }
}

function isReplaceable(call: PracticeCall): call is PracticeCall & { replaced(): Promise<unknown> } {
  return 'replaced' in call && call.state === 'answered'
}

async function notifyAlong(
  course: TransferCourse,
  call: PracticeCall,
  session: Session,
): Promise<number | undefined> {
  const notify = async (code: number, final: boolean) => {
    if (call.state === 'ended') return
    await sendInDialog(session, 'NOTIFY', {
      headers: [
        'Event: refer',
        `Subscription-State: ${final ? 'terminated;reason=noresource' : 'active;expires=60'}`,
      ],
      contentType: 'message/sipfrag;version=2.0',
      body: `SIP/2.0 ${code} ${reasonPhrases[code] ?? 'Unknown'}\r\n`,
    })
  }

  if ('follow' in course) {
    await notify(100, false)
    await course.follow.ringing().then(
      () => notify(180, false),
      () => undefined,
    )
    const code = await course.follow.answered().then(
      () => 200,
      async () => (await course.follow.ended()).code,
    )
    await notify(code, true)
    return call.state === 'ended' ? undefined : code
  }

  const codes = course.notify ?? []
  for (const [index, code] of codes.entries()) {
    if (course.stepMs) await new Promise((resolve) => setTimeout(resolve, course.stepMs))
    if (call.state === 'ended') return undefined
    await notify(code, index === codes.length - 1 && !course.unfinished)
  }
  return codes.at(-1)
}

function readRefer(
  { message }: IncomingReferRequest,
  findCall: (callId: string) => PracticeCall | undefined,
): TransferRequest | undefined {
  const raw = message.getHeader('refer-to')
  const whole = raw?.match(/<([^>]*)>/)?.[1] ?? raw?.trim()
  if (!whole) return undefined
  const [uri = '', query = ''] = whole.split('?', 2)
  const user = uri.match(/^(?:sips?|tel):([^@;]*)/i)?.[1]
  if (user === undefined) return undefined
  const replaces = query
    .split('&')
    .find((part) => /^replaces=/i.test(part))
    ?.slice('replaces='.length)
  const callId = replaces === undefined ? undefined : decodeURIComponent(replaces).split(';', 1)[0]
  return {
    uri,
    target: decodeURIComponent(user),
    replaces: callId === undefined ? undefined : { callId, call: findCall(callId) },
    referredBy: message.getHeader('referred-by'),
  }
}
