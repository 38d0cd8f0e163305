import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMessageSummary, voicemailNumber } from './voicemail.ts'

const summary = (...lines: string[]) => parseMessageSummary(lines.join('\r\n'), 'agent')

describe('a message summary', () => {
  it('tells new and old messages and what to dial', () => {
    const told = summary(
      'Messages-Waiting: yes',
      'Message-Account: sip:*97@pbx.example',
      'Voice-Message: 2/8 (0/2)',
      '',
    )
    expect(told).toEqual({ new: 2, old: 8, number: '*97' })
  })

  it('is read whatever its line ends, case and spaces', () => {
    expect(parseMessageSummary('messages-waiting:YES\nVOICE-MESSAGE : 3 / 1', 'agent')).toEqual({
      new: 3,
      old: 1,
      number: null,
    })
  })

  it.each([
    ['yes', 1],
    ['no', 0],
  ])('that counts nothing and says %s means %i', (waiting, count) => {
    expect(summary(`Messages-Waiting: ${waiting}`)).toMatchObject({ new: count, old: 0 })
  })

  it('of faxes alone has no voice message', () => {
    expect(summary('Messages-Waiting: yes', 'Fax-Message: 2/0')).toMatchObject({ new: 0 })
  })

  it('takes the first count, and none from the headers of single messages', () => {
    expect(summary('Voice-Message: 1/0', '', 'Subject: hello', 'Voice-Message: 9/9')).toMatchObject({
      new: 1,
    })
  })

  it('that says nothing of voice is none', () => {
    for (const body of ['', 'hello', 'Messages-Waiting: perhaps', 'Voice-Message: many']) {
      expect(summary(body)).toBeNull()
    }
  })

  it('is read back as written, for any counts', () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.nat(99_999), fc.constantFrom('\r\n', '\n'), (fresh, old, end) => {
        const body = ['Messages-Waiting: yes', `Voice-Message: ${fresh}/${old} (1/0)`].join(end)
        expect(parseMessageSummary(body, 'agent')).toEqual({ new: fresh, old, number: null })
      }),
    )
  })

  it('never throws and never counts without bounds, whatever comes', () => {
    const line = fc.oneof(
      fc.string(),
      fc.string().map((value) => `Message-Account: ${value}`),
      fc.string().map((value) => `Message-Account: <sip:${value}@pbx>`),
      fc.stringMatching(/^\d{1,400}(\/\d{1,400})?$/).map((value) => `Voice-Message: ${value}`),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const told = parseMessageSummary(lines.join('\r\n'), 'agent')
        if (!told) return
        expect(told.new).toBeLessThanOrEqual(99_999)
        expect(told.old).toBeLessThanOrEqual(99_999)
        if (told.number !== null) expect(told.number).toMatch(/^[\w+*#.-]{1,64}$/)
      }),
    )
  })
})

describe('the number of the voice mailbox', () => {
  it.each([
    ['sip:*97@pbx', '*97'],
    ['"Voicemail" <sip:8500@pbx;transport=udp>', '8500'],
    ['sips:%2A97;phone-context=x@pbx', null],
    ['sip:%2A97@pbx', '*97'],
    ['tel:+4930123', '+4930123'],
    ['sip:asterisk@pbx', null],
    ['sip:agent7@pbx', null],
    ['sip:%zz@pbx', null],
    ['*97', null],
  ])('of %s is %s', (account, number) => {
    expect(voicemailNumber(account, 'agent7')).toBe(number)
  })
})
