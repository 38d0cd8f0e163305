import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallEffect } from '../../domain/call/decide.ts'
import type { CallFact } from '../../domain/call/facts.ts'
import type { AutoAnswerRule } from '../../domain/push/auto-answer.ts'
import {
  type Addresses,
  type CallOptions,
  type PracticeLine,
  startPracticeLine,
} from '../../practice/practice-line.ts'
import { makeCertificate } from '../sip/testing/certificate.ts'
import { type LineUnderTest, lineUnderTest } from '../sip/testing/line-under-test.ts'
import { startDesk, type TestDesk } from './testing/test-desk.ts'

type Push = Pick<CallOptions, 'headers' | 'uriParameters'>
type Seen = {
  readonly who: string
  readonly push: Push
  /** The header that decides, and after how many seconds. */
  readonly decides: string
  readonly after?: number
}

const header = (...headers: string[]): Push => ({ headers })

/** What PBXes, dialers and web phones were seen to send, as it stands on the wire. */
const SEEN: readonly Seen[] = [
  {
    who: 'Snom, Grandstream, Yealink and Asterisk’s book',
    push: header('Call-Info: <sip:127.0.0.1>;answer-after=0'),
    decides: 'Call-Info',
  },
  { who: 'AMI tools', push: header('Call-Info: <sip:>;answer-after=0'), decides: 'Call-Info' },
  { who: 'OpenSIPS without an address', push: header('Call-Info: ;answer-after=0'), decides: 'Call-Info' },
  { who: 'FreePBX paging', push: header('Call-Info: <uri>;answer-after=0'), decides: 'Call-Info' },
  { who: 'Aastra recipes', push: header('Call-Info: Answer-After=0'), decides: 'Call-Info' },
  {
    who: 'RingCentral',
    push: header('Call-Info: <224@127.0.0.1>;purpose=info;Answer-After=0'),
    decides: 'Call-Info',
  },
  { who: 'MicroSIP and Softphone.Pro', push: header('Call-Info: Auto Answer'), decides: 'Call-Info' },
  {
    who: 'Gigaset Maxwell',
    push: header('Call-Info: <sip:127.0.0.1>;info=alert-autoanswer;delay=0'),
    decides: 'Call-Info',
  },
  { who: 'Aastra and Mitel', push: header('Alert-Info: info=alert-autoanswer'), decides: 'Alert-Info' },
  {
    who: 'Snom, Yealink and AudioCodes',
    push: header('Alert-Info: <http://x>;info=alert-autoanswer;delay=0'),
    decides: 'Alert-Info',
  },
  {
    who: 'wazo-calld for Polycom',
    push: header('Alert-Info: <http://wazo.community>;info=alert-autoanswer;delay=0;xivo-autoanswer'),
    decides: 'Alert-Info',
  },
  { who: 'FreePBX and Polycom', push: header('Alert-Info: Ring Answer'), decides: 'Alert-Info' },
  { who: 'Yealink', push: header('Alert-Info: Auto Answer'), decides: 'Alert-Info' },
  { who: 'Yealink', push: header('Alert-Info: Intercom'), decides: 'Alert-Info' },
  { who: 'Yealink', push: header('Alert-Info: answer-after=0'), decides: 'Alert-Info' },
  { who: 'MicroSIP and Callifi', push: header('X-AUTOANSWER: TRUE'), decides: 'X-Autoanswer' },
  { who: 'MicroSIP', push: header('X-AutoAnswer: 1'), decides: 'X-Autoanswer' },
  { who: 'wazo-calld and Avaya', push: header('Answer-Mode: Auto'), decides: 'Answer-Mode' },
  { who: 'Genesys', push: header('Priv-Answer-Mode: Auto'), decides: 'Priv-Answer-Mode' },
  { who: 'wazo-calld', push: header('P-Auto-answer: normal'), decides: 'P-Auto-Answer' },
  { who: 'wazo-calld', push: header('Answer-After: 0'), decides: 'Answer-After' },
  { who: 'FreePBX and FSClient', push: { uriParameters: ';intercom=true' }, decides: 'Request-URI' },
  {
    who: 'wazo-calld, all five at once,',
    push: header(
      'Alert-Info: <http://wazo.community>;info=alert-autoanswer;delay=0;xivo-autoanswer',
      'Answer-After: 0',
      'Answer-Mode: Auto',
      'Call-Info: ;answer-after=0',
      'P-Auto-answer: normal',
    ),
    decides: 'Call-Info',
  },
  {
    who: 'a dialer that waits',
    push: header('Call-Info: <sip:127.0.0.1>;answer-after=4', 'Alert-Info: Ring Answer'),
    decides: 'Call-Info',
    after: 4,
  },
  {
    who: 'a dialer with two values of one field',
    push: header(
      'Call-Info: <https://crm.example>;purpose=info',
      'Call-Info: <sip:127.0.0.1>;answer-after=0',
    ),
    decides: 'Call-Info',
  },
]

const authority = makeCertificate({ commonName: 'Our CA', authority: true })
const issuer = { commonName: 'Our CA', keyObject: authority.keyObject }
const tls = makeCertificate({ commonName: 'practice', names: ['localhost'], issuer })

let practice: PracticeLine
let phone: LineUnderTest
let desk: TestDesk

beforeEach(async () => {
  practice = await startPracticeLine({
    users: { agent: 'secret' },
    media: 'none',
    transports: { udp: true, tcp: true, tls },
  })
  phone = lineUnderTest({}, [authority.cert])
})

afterEach(async () => {
  await phone.line.stop()
  await practice.close()
  desk.remove()
})

/** The real line and the real desk, put together as the phone does it. */
async function sitDown(autoAnswer: AutoAnswerRule, transport: Transport = 'websocket'): Promise<void> {
  desk = startDesk({ autoAnswer })
  phone.onFact = (call, fact) => {
    desk.desk.fact(call, fact)
    carryOut()
  }
  const server = practice.addresses[transport] ?? ''
  // A certificate is for a name.
  phone.start({ transport, server: transport === 'tls' ? server.replace('127.0.0.1', 'localhost') : server })
  await phone.registered()
  await practice.registered('agent')
}

/** Lets so many seconds pass at the desk, and the line do what it orders. */
function carryOut(seconds = 0): void {
  queueMicrotask(() => {
    desk.wait(seconds)
    for (const effect of desk.ordered()) if (effect.kind !== 'zip') phone.order(effect as CallEffect)
  })
}

const decision = (): Extract<CallFact, { kind: 'autoAnswer' }> | undefined =>
  desk.journal
    .facts('call-1')
    .flatMap(({ fact }) => (fact.kind === 'autoAnswer' ? [fact] : []))
    .at(-1)

type Transport = keyof Addresses

describe.each<Transport>(['websocket', 'udp', 'tcp', 'tls'])('a call pushed over %s', (transport) => {
  it('by five headers at once is answered by itself, once', async () => {
    await sitDown({ mode: 'on', from: [] }, transport)
    const five = SEEN.find(({ push }) => push.headers?.length === 5)
    practice.duplicate(
      (direction, text) => transport === 'udp' && direction === 'out' && text.startsWith('INVITE'),
    )
    const call = practice.call({ to: 'agent', from: '900', ...five?.push })
    await call.answered()
    expect(decision()).toMatchObject({ header: 'Call-Info', refused: null })
    expect(phone.kinds('call-2')).toEqual([])
    await call.hangUp()
    await phone.fact('ended')
  })
})

describe('an INVITE on the wire', () => {
  it.each(SEEN)('is answered because of $decides, as $who sends it', async ({ push, decides, after = 0 }) => {
    await sitDown({ mode: 'on', from: [] })
    const call = practice.call({ to: 'agent', from: '+12025550143', ...push })
    if (after > 0) {
      await call.ringing()
      expect(call.state).toBe('ringing')
      carryOut(after)
    }
    await call.answered()
    expect(decision()).toMatchObject({ after, refused: null })
    expect(decision()?.header.toLowerCase()).toBe(decides.toLowerCase())
  })

  it.each(SEEN)(
    'rings where no call is answered by itself, with $decides as $who sends it',
    async ({ push, decides }) => {
      await sitDown({ mode: 'off', from: [] })
      const call = practice.call({ to: 'agent', from: '+12025550143', ...push })
      await call.ringing()
      expect(decision()).toMatchObject({ refused: 'off' })
      expect(decision()?.header.toLowerCase()).toBe(decides.toLowerCase())
      expect(call.state).toBe('ringing')
    },
  )

  it('of another sender than those named rings', async () => {
    await sitDown({ mode: 'named', from: ['900'] })
    const stranger = practice.call({ to: 'agent', from: '901', headers: ['X-AUTOANSWER: TRUE'] })
    await stranger.ringing()
    expect(decision()).toMatchObject({ refused: 'sender' })
    await stranger.hangUp()
    const dialer = practice.call({ to: 'agent', from: '900', headers: ['X-AUTOANSWER: TRUE'] })
    await dialer.answered()
  })

  it('that asks for the agent’s own hand rings, whatever else it says', async () => {
    await sitDown({ mode: 'on', from: [] })
    const headers = ['Call-Info: ;answer-after=0', 'Answer-Mode: Manual']
    const call = practice.call({ to: 'agent', from: '900', headers })
    await call.ringing()
    expect(decision()).toMatchObject({ refused: 'manual' })
  })

  it('rings first where the PBX says so by NOTIFY, as FreeSWITCH does, and the phone has said that it can', async () => {
    await sitDown({ mode: 'on', from: [] })
    const ringing = practice.nextMessage('in', /^SIP\/2\.0 180 /)
    const call = practice.call({ to: 'agent', from: '900' })
    await call.ringing()
    expect(await ringing).toMatch(/^Allow-Events:.*\btalk\b/im)
    const reply = await call.send('NOTIFY', { headers: ['Event: talk', 'Subscription-State: terminated'] })
    expect(reply.code).toBe(200)
    await call.answered()
    expect(decision()).toMatchObject({ header: 'Event', value: 'talk', refused: null })
  })
})
