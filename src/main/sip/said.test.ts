import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeSdp } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { rawCallFromAgent, rawCallToAgent } from './testing/raw-call.ts'
import { type RawPeer, startRawPeer } from './testing/raw-peer.ts'

let peer: RawPeer
let phone: LineUnderTest

beforeEach(async () => {
  peer = await startRawPeer()
  phone = lineUnderTest()
  phone.start({ server: peer.url })
  await phone.registered()
})

afterEach(async () => {
  await phone.line.stop()
  await peer.close()
})

async function dialled() {
  phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
  return rawCallFromAgent(peer)
}

describe('a redirection', () => {
  it.each([
    ['<sip:+4930123456@gateway.example;user=phone>;expires=60', '+4930123456'],
    ['"Ada" <sip:ada@elsewhere.example>;q=0.7, <sip:2@b>', 'ada@elsewhere.example'],
    ['<sip:ada@practice.example>', undefined],
    ['<sip:200@practice.example>', '200'],
    ['<tel:+1-202-555-0143;phone-context=x>', '+12025550143'],
    ['<http://example.org/>', undefined],
    ['*', undefined],
  ])('to %s isn’t followed, but told as %s', async (contact, movedTo) => {
    const call = await dialled()
    peer.send(
      [
        'SIP/2.0 302 Moved Temporarily',
        ...(call.invite.match(/^(Via|From|Call-ID|CSeq): .*$/gim) ?? []).map((line) => line.trimEnd()),
        'To: <sip:123@practice.example>;tag=far',
        `Contact: ${contact}`,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    )
    const { fact } = await phone.fact('ended', 'out')
    expect(fact).toMatchObject({ by: 'far', cause: 'unavailable', sip: { code: 302 } })
    expect(fact.movedTo).toBe(movedTo)
    await call.next(/^ACK/)
    expect(call.received().filter((text) => text.startsWith('INVITE'))).toHaveLength(1)
  })
})

describe('Reason and Warning', () => {
  it('of a refusal are kept', async () => {
    const call = await dialled()
    call.reply(call.invite, '488 Not Acceptable Here', {
      headers: ['Warning: 305 pbx.example "Incompatible media format"', 'Reason: Q.850;cause=88'],
    })
    expect((await phone.fact('ended', 'out')).fact.remarks).toEqual([
      { by: 'Q.850', code: 88, text: '' },
      { by: 'pbx.example', code: 305, text: 'Incompatible media format' },
    ])
  })

  it('of a BYE and of a CANCEL are kept', async () => {
    const call = rawCallToAgent(peer)
    await phone.fact('offered')
    phone.order({ kind: 'answer', call: 'call-1' })
    await call.next(/^SIP\/2\.0 200/)
    call.send('ACK')
    await phone.fact('answered')
    call.send('BYE', { headers: ['Reason: Q.850;cause=16;text="Normal call clearing"'] })
    expect((await phone.fact('ended', 'call-1')).fact.remarks).toEqual([
      { by: 'Q.850', code: 16, text: 'Normal call clearing' },
    ])
    const other = rawCallToAgent(peer, { body: fakeSdp('sendrecv') })
    await other.next(/^SIP\/2\.0 100/)
    other.send('CANCEL', { headers: ['Reason: SIP;cause=200;text="Call completed elsewhere"'] })
    expect((await phone.fact('ended', 'call-2')).fact).toMatchObject({
      cause: 'answeredElsewhere',
      remarks: [{ by: 'SIP', code: 200, text: 'Call completed elsewhere' }],
    })
  })
})
