import fc from 'fast-check'
import { Core } from 'sip.js'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { CallEffect } from '../../domain/call/decide.ts'
import { fakeSdp } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { fieldIn, type RawCall, rawCallFromAgent, rawCallToAgent, statusIn } from './testing/raw-call.ts'
import { type RawPeer, startRawPeer } from './testing/raw-peer.ts'
import { until } from './testing/until.ts'

// What a far end and the agent may do to one call, in any order that chance gives, with every timer running out.

const SHORT = 60
const before = { ...Core.Timers }
let peer: RawPeer
let phone: LineUnderTest
const uncaught: unknown[] = []
const caught = (error: unknown) => uncaught.push(error)

beforeAll(() => {
  for (const name of ['TIMER_B', 'TIMER_D', 'TIMER_F', 'TIMER_H', 'TIMER_L', 'TIMER_M'] as const) {
    Object.assign(Core.Timers, { [name]: SHORT })
  }
  Core.Timers.T1 = 2
  process.on('unhandledRejection', caught)
})

afterAll(() => {
  Object.assign(Core.Timers, before)
  process.off('unhandledRejection', caught)
})

beforeEach(async () => {
  uncaught.length = 0
  peer = await startRawPeer()
  phone = lineUnderTest({ glareSecond: 2, sessionSecond: 2, transferSilence: SHORT, transferFinal: SHORT })
  phone.start({ server: peer.url, dtmf: 'info' })
  await phone.registered()
})

afterEach(async () => {
  await phone.line.stop()
  await peer.close()
})

const AGENT = ['ring', 'answer', 'hold', 'resume', 'hangUp', 'transfer', 'tone', 'reject', 'renew'] as const
const FAR = [
  'ACK',
  'BYE',
  'CANCEL',
  'INFO',
  'INVITE',
  'lateInvite',
  'MESSAGE',
  'NOTIFY',
  'PRACK',
  'PRACK rightly',
  'REFER',
  'UPDATE',
  'offer',
] as const
const ANSWERS = [
  '100',
  '180',
  '180 reliably',
  '183',
  '183 reliably',
  '200',
  '200 timed',
  '200 forked',
  '302',
  '407',
  '422',
  '481',
  '486',
  '488',
  '491',
  '500',
] as const
const PAUSE = ['turn', 'moment', 'timers'] as const

type Step = (typeof AGENT)[number] | (typeof FAR)[number] | (typeof ANSWERS)[number] | (typeof PAUSE)[number]

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...AGENT) },
  { weight: 4, arbitrary: fc.constantFrom(...FAR) },
  { weight: 5, arbitrary: fc.constantFrom(...ANSWERS) },
  { weight: 5, arbitrary: fc.constantFrom(...PAUSE) },
)

const isOneOf = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  words.some((one) => one === word)

function order(call: string, what: (typeof AGENT)[number]): void {
  const orders: Record<Exclude<typeof what, 'renew'>, CallEffect> = {
    ring: { kind: 'ring', call },
    answer: { kind: 'answer', call },
    hold: { kind: 'hold', call },
    resume: { kind: 'resume', call },
    hangUp: { kind: 'hangUp', call },
    transfer: { kind: 'transferBlind', call, to: '700' },
    tone: { kind: 'sendTone', call, tone: '5' },
    reject: { kind: 'reject', call, as: { status: 'busy', why: '' } },
  }
  if (what === 'renew') phone.line.renegotiate(call)
  else phone.order(orders[what])
}

const timer = ['Session-Expires: 90;refresher=uac', 'Supported: timer', 'Allow: UPDATE']

/** What an orderly caller says to ringing, with the answer where the ringing made an offer. */
function acknowledge(call: RawCall): void {
  const ringing = call.received().find((text) => /^SIP\/2\.0 180/.test(text))
  const rseq = ringing && fieldIn(ringing, 'RSeq')
  if (!rseq) return
  const body = ringing.includes('m=audio') ? fakeSdp('sendrecv') : ''
  call.send('PRACK', { headers: [`RAck: ${rseq} ${fieldIn(ringing, 'CSeq')}`], body })
}

function send(call: RawCall, what: (typeof FAR)[number]): void {
  const inDialog = call.received().some((text) => !text.startsWith('SIP/2.0 100'))
  // Without a dialog it would be a second call.
  if (!inDialog && (what === 'INVITE' || what === 'lateInvite')) return
  if (what === 'lateInvite') call.send('INVITE')
  else if (what === 'INVITE') call.send('INVITE', { body: fakeSdp('sendonly', 2), headers: timer })
  else if (what === 'offer') call.send('UPDATE', { body: fakeSdp('sendrecv', 3) })
  else if (what === 'NOTIFY') call.send('NOTIFY', { headers: ['Event: refer', 'Subscription-State: active'] })
  else if (what === 'REFER') call.send('REFER', { headers: ['Refer-To: <sip:1@x>'] })
  else if (what === 'PRACK rightly') acknowledge(call)
  else if (what === 'PRACK') call.send('PRACK', { headers: ['RAck: 1 101 INVITE'] })
  else call.send(what)
}

/** Answers what the agent's side asked last and wasn't answered yet. */
function answer(call: RawCall, answered: Set<string>, what: (typeof ANSWERS)[number]): void {
  const asked = call.received().filter((text) => !/^(SIP|ACK)/.test(text))
  const request = asked.findLast((text) => !answered.has(text))
  if (!request) return
  const code = Number(what.split(' ')[0])
  const invite = request.startsWith('INVITE')
  if (code < 200 && !invite) return
  if (code >= 200 && what !== '200 forked') answered.add(request)
  const body = invite && (code === 183 || code === 200) ? fakeSdp('sendrecv') : ''
  const headers = [
    ...(what.endsWith('reliably') ? ['Require: 100rel', `RSeq: ${code}`] : []),
    ...(what.endsWith('timed') ? timer : []),
    ...(code === 422 ? ['Min-SE: 120'] : []),
    ...(code === 407 ? ['Proxy-Authenticate: Digest realm="practice.example", nonce="n", qop="auth"'] : []),
  ]
  call.reply(request, `${code} Whatever`, { body, headers, tag: what.endsWith('forked') ? 'fork' : 'far' })
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const PAUSES = { turn: 0, moment: 5, timers: 2 * SHORT } as const

let runs = 0

/** A call that isn't refused as one of a flood. */
async function callAgent(): Promise<RawCall> {
  const headers = runs % 2 ? ['Require: 100rel', ...timer] : []
  const body = runs % 4 < 2 ? fakeSdp('sendrecv') : ''
  for (;;) {
    const call = rawCallToAgent(peer, { body, headers })
    if (statusIn(await call.next(/^SIP/)) !== 486) return call
    await wait(250)
  }
}

async function live(inbound: boolean, steps: readonly Step[]): Promise<void> {
  runs += 1
  const answered = new Set<string>()
  const invites = peer.received.filter((text) => /^INVITE/.test(text) && !/^To: .*;tag=/m.test(text))
  const callIds = new Set(invites.map((text) => fieldIn(text, 'Call-ID')))
  if (!inbound) phone.order({ kind: 'dial', call: `out-${runs}`, to: '123', from: null })
  const call = inbound ? await callAgent() : await rawCallFromAgent(peer, invites.length)
  expect(callIds).not.toContain(call.id)
  const id = await until(() => {
    const begun = phone.facts.find(({ fact }) => 'sipCallId' in fact && fact.sipCallId === call.id)
    if (!begun) throw new Error(`no call of ${call.id}`)
    return begun.call
  })
  for (const one of steps) {
    if (isOneOf(AGENT, one)) order(id, one)
    else if (isOneOf(FAR, one)) send(call, one)
    else if (isOneOf(ANSWERS, one)) answer(call, answered, one)
    else await wait(PAUSES[one])
  }
  phone.order({ kind: 'hangUp', call: id })
  await until(() => expect(phone.kinds(id)).toContain('ended'))
  const kinds = phone.kinds(id)
  expect(kinds.filter((kind) => kind === 'ended')).toHaveLength(1)
  expect(kinds.at(-1)).toBe('ended')
  // The dialog is gone as soon as everything that was still under way has been answered or has run out.
  await until(async () => {
    expect(statusIn(await call.answerTo(call.send('INFO'), 'INFO'))).toBe(481)
  })
  expect(phone.mediaOf(id).state()).toMatch(/closed|stable/)
  expect(uncaught).toEqual([])
  // A challenge within the call is left alone, and said to be.
  const warnings = phone.logs.filter((line) => /^warn (?!no login sent for )/.test(line))
  expect(warnings).toEqual([])
}

const timeouts = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length

it('whatever comes in whatever order: one end, no exception, and nothing is left of the call', {
  timeout: 120_000,
}, async () => {
  const idle = timeouts()
  await fc.assert(fc.asyncProperty(fc.boolean(), fc.array(step, { maxLength: 14 }), live), {
    numRuns: 60,
    endOnFailure: true,
  })
  await until(() => expect(timeouts()).toBeLessThanOrEqual(idle))
})
