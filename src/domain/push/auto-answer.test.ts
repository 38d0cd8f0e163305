import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AutoAnswerSituation,
  type HeaderFields,
  readAutoAnswer,
  refuseAutoAnswer,
} from './auto-answer.ts'

/** What PBXes, dialers and web phones were seen to send. */
const SEEN: readonly [header: string, value: string, after: number][] = [
  ['Call-Info', '<sip:pbx.example>;answer-after=0', 0],
  ['Call-Info', '<sip:>;answer-after=0', 0],
  ['Call-Info', ';answer-after=0', 0],
  ['Call-Info', ';Answer-After=0', 0],
  ['Call-Info', '<uri>;answer-after=0', 0],
  ['Call-Info', 'Answer-After=0', 0],
  ['Call-Info', '<224@pbx.example>;purpose=info;Answer-After=0', 0],
  ['Call-Info', 'Auto Answer', 0],
  ['Call-Info', '<http://x>;info=alert-autoanswer;delay=0', 0],
  ['Call-Info', '<http://x>;purpose=icon, <sip:pbx.example>;answer-after=3', 3],
  ['Call-Info', '<sip:a,b@pbx.example>; answer-after = 5', 5],
  ['Alert-Info', 'info=alert-autoanswer', 0],
  ['Alert-Info', '<http://x>;info=alert-autoanswer;delay=0', 0],
  ['Alert-Info', '<http://x>;info=alert-autoanswer;delay=2', 2],
  ['Alert-Info', '<http://wazo.community>;info=alert-autoanswer;delay=0;xivo-autoanswer', 0],
  ['Alert-Info', 'Ring Answer', 0],
  ['Alert-Info', '"Ring Answer"', 0],
  ['Alert-Info', 'Auto Answer', 0],
  ['Alert-Info', 'Intercom', 0],
  ['Alert-Info', ';answer-after=0', 0],
  ['X-AUTOANSWER', 'TRUE', 0],
  ['X-Autoanswer', '1', 0],
  ['Answer-Mode', 'Auto', 0],
  ['Answer-Mode', 'Auto;require', 0],
  ['Priv-Answer-Mode', 'Auto', 0],
  ['P-Auto-Answer', 'normal', 0],
  ['P-Auto-answer', 'normal', 0],
  ['Answer-After', '0', 0],
  ['Answer-After', '4', 4],
  ['Request-URI', ';transport=ws;intercom=true', 0],
]

const SAY_NOTHING: readonly [header: string, value: string][] = [
  ['Call-Info', '<http://crm.example/?x=;answer-after=0>;purpose=info'],
  ['Call-Info', '<sip:pbx.example>;answer-after=soon'],
  ['Call-Info', '<sip:pbx.example>;answer-after=-1'],
  ['Call-Info', '<sip:pbx.example>;answer-after=9999'],
  ['Call-Info', ';not-answer-after=0'],
  ['Alert-Info', '<http://pbx.example/bellcore-dr3>'],
  ['Alert-Info', ';info=alert-external'],
  ['Alert-Info', ';info=alert-autoanswered;delay=0'],
  ['X-AUTOANSWER', 'FALSE'],
  ['X-Autoanswer-Queue', '1'],
  ['Answer-Mode', 'Manual'],
  ['Answer-Mode', 'Auto-ish'],
  ['P-Auto-Answer', 'intrusive'],
  ['Answer-After', ''],
  ['Request-URI', ';intercom=false'],
  ['Subject', 'answer-after=0'],
]

describe('an INVITE that asks to be answered', () => {
  it.each(SEEN)('is told by %s: %s', (header, value, after) => {
    expect(readAutoAnswer({ [header]: value }).signal).toMatchObject({ header, after })
  })

  it.each(SAY_NOTHING)('is not told by %s: %s', (header, value) => {
    expect(readAutoAnswer({ [header]: value }).signal).toBeNull()
  })

  it('is read whatever the capitals of its field are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SEEN), fc.boolean(), ([header, value, after], upper) => {
        const name = upper ? header.toUpperCase() : header.toLowerCase()
        expect(readAutoAnswer({ [name]: value }).signal?.after).toBe(after)
      }),
    )
  })

  it('is read out of five fields at once by the surest of them', () => {
    const reading = readAutoAnswer({
      'Alert-Info': '<http://wazo.community>;info=alert-autoanswer;delay=7;xivo-autoanswer',
      'Answer-After': '0',
      'Answer-Mode': 'Auto',
      'Call-Info': ';answer-after=0',
      'P-Auto-answer': 'normal',
    })
    expect(reading.signal).toEqual({ header: 'Call-Info', value: ';answer-after=0', after: 0 })
    expect(reading.others.map(({ header }) => header)).toEqual([
      'Answer-After',
      'Answer-Mode',
      'Alert-Info',
      'P-Auto-answer',
    ])
  })

  it('says which field asks for the agent’s own hand', () => {
    const reading = readAutoAnswer({ 'Call-Info': ';answer-after=0', 'Answer-Mode': 'Manual' })
    expect(reading).toMatchObject({ signal: { header: 'Call-Info' }, manual: 'Answer-Mode' })
  })

  it('is read or not, but never breaks', () => {
    const field = fc.constantFrom('Call-Info', 'Alert-Info', 'Answer-Mode', 'Request-URI', 'Answer-After')
    fc.assert(
      fc.property(fc.dictionary(field, fc.string({ maxLength: 200 })), (fields: HeaderFields) => {
        const { signal } = readAutoAnswer(fields)
        if (signal) expect(signal.after).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('whether the phone follows it', () => {
  const free: AutoAnswerSituation = {
    available: true,
    otherCalls: 0,
    wrapUpOpen: false,
    strange: false,
    isSender: (sender) => sender === '200',
  }
  const asked = readAutoAnswer({ 'Call-Info': ';answer-after=0' })
  const on = { mode: 'on', from: [] } as const

  it('answers when the account says so and the agent is free', () => {
    expect(refuseAutoAnswer(asked, on, free)).toBeNull()
    expect(refuseAutoAnswer(asked, { mode: 'named', from: ['100', '200'] }, free)).toBeNull()
  })

  it.each([
    ['off', asked, { mode: 'off', from: [] }, free],
    ['sender', asked, { mode: 'named', from: ['100'] }, free],
    ['sender', asked, { mode: 'named', from: [] }, free],
    ['manual', readAutoAnswer({ 'X-AUTOANSWER': '1', 'Answer-Mode': 'manual' }), on, free],
    ['stranger', asked, on, { ...free, strange: true }],
    ['stranger', asked, { mode: 'named', from: ['200'] }, { ...free, strange: true }],
    ['anotherCall', asked, on, { ...free, otherCalls: 1 }],
    ['notAvailable', asked, on, { ...free, available: false }],
    ['wrapUp', asked, on, { ...free, wrapUpOpen: true }],
  ] as const)('rings for the reason %s', (why, reading, rule, situation) => {
    expect(refuseAutoAnswer(reading, rule, situation)).toBe(why)
  })
})
