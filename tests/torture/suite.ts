import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../src/main/sip/testing/certificate.ts'
import { type LineUnderTest, lineUnderTest } from '../../src/main/sip/testing/line-under-test.ts'
import { until } from '../../src/main/sip/testing/until.ts'
import { OWN, RFC4475 } from './all.ts'
import type { Dialled, Expected, TortureCase } from './case.ts'
import { indented, OFFER, sip } from './message.ts'
import { invite as callWith, floodCall } from './own/request.ts'
import { startTorturePeer, type TorturePeer, type Way } from './peer.ts'
import { RESPONSES } from './rfc4475/responses.ts'
import { expectedOver, fits } from './ways.ts'

const authority = makeCertificate({ commonName: 'Our CA', authority: true })
const issuer = { commonName: 'Our CA', keyObject: authority.keyObject }
const certificate = makeCertificate({ commonName: 'pbx', names: ['localhost'], issuer })

let peer: TorturePeer
let phone: LineUnderTest

const headerOf = (text: string, name: string): string =>
  text.match(new RegExp(`^${name}: (.*)\r$`, 'm'))?.[1] ?? ''
const statusOf = (text: string): number => Number(text.match(/^SIP\/2\.0 (\d{3}) /)?.[1] ?? 0)
const offers = () => phone.facts.filter(({ fact }) => fact.kind === 'offered')
/** What was said about anything but the probes below. */
const said = () => peer.received.filter((text) => !/^Call-ID: probe/m.test(text))

let probes = 0

/** The connection still carries a question and its answer, and whatever was on the way before has arrived. */
async function answersOptions(): Promise<void> {
  probes += 1
  const id = `probe-${probes}`
  const probe = sip`
    OPTIONS sip:agent@practice.example SIP/2.0
    Via: SIP/2.0/WS 192.0.2.9;branch=z9hG4bK${id}
    Max-Forwards: 70
    From: <sip:probe@practice.example>;tag=${id}
    To: <sip:agent@practice.example>
    Call-ID: ${id}
    CSeq: 1 OPTIONS
    Content-Length: $length
  `
  await until(() => {
    // A datagram may be lost in a flood of others; one that comes twice is answered as it was.
    peer.send(probe)
    expect(peer.received.map((text) => headerOf(text, 'Call-ID'))).toContain(id)
  })
}

/** A normal call is offered, and rings at its caller when it is told to. */
async function ringsForNormalCall(): Promise<string> {
  probes += 1
  const id = `probe-${probes}`
  peer.send(sip`
    INVITE sip:agent@practice.example SIP/2.0
    Via: SIP/2.0/WS 192.0.2.9;branch=z9hG4bK${id}
    Max-Forwards: 70
    From: "Ada Byron" <sip:+12025550143@practice.example>;tag=${id}
    To: <sip:agent@practice.example>
    Call-ID: ${id}
    CSeq: 1 INVITE
    Contact: <sip:+12025550143@192.0.2.9>
    Content-Type: application/sdp
    Content-Length: $length

    ${indented(OFFER, 4)}
  `)
  await ringsFor((callId) => callId === id)
  return id
}

async function ringsFor(wanted: (callId: string) => boolean): Promise<void> {
  const call = await until(() => {
    const seen = phone.facts.find(({ fact }) => fact.kind === 'offered' && wanted(fact.sipCallId))
    if (!seen) throw new Error(`no call, but ${peer.received.join('\n')}${phone.logs.join('\n')}`)
    return seen.call
  })
  phone.order({ kind: 'ring', call })
  await until(() => {
    const ringing = peer.received.filter((text) => statusOf(text) === 180)
    expect(ringing.some((text) => wanted(headerOf(text, 'Call-ID')))).toBe(true)
  })
}

/** A call of ours, and what a response to it has to repeat. */
async function dial(): Promise<Dialled> {
  phone.order({ kind: 'dial', call: 'out', to: '+12025550199', from: null })
  const invite = await until(() => {
    const found = peer.received.find((text) => text.startsWith('INVITE '))
    if (found === undefined) throw new Error('no INVITE')
    return found
  })
  const of = (name: string) => headerOf(invite, name)
  return { via: of('Via'), from: of('From'), to: of('To'), callId: of('Call-ID'), cseq: of('CSeq') }
}

/** Exactly one final answer, in the form of a SIP response that a caller can match. */
function answeredOnce(torture: TortureCase, code: number, lines: readonly RegExp[]): void {
  const finals = said().filter((text) => statusOf(text) >= 200)
  expect(finals.map(statusOf)).toEqual([code])
  const answer = finals[0] ?? ''
  for (const line of lines) expect(answer).toMatch(line)
  expect(answer).toMatch(/^SIP\/2\.0 \d{3} [^\r\n]+\r\n/)
  expect(answer).toMatch(/\r\n\r\n$/)
  expect(answer.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  const branch = String(torture.message).match(/branch\s*=\s*(z9hG4bK[\w-]+)/)?.[1]
  if (branch !== undefined) expect(answer).toContain(branch)
}

async function meets(torture: TortureCase, expected: Expected): Promise<void> {
  switch (expected.kind) {
    case 'answered':
      await answersOptions()
      answeredOnce(torture, expected.code, expected.with)
      expect(offers()).toEqual([])
      return
    case 'rings':
      await ringsFor((callId) => !callId.startsWith('probe'))
      expect(offers()).toHaveLength(1)
      return
    case 'silent':
      await answersOptions()
      expect(said()).toEqual([])
      expect(offers()).toEqual([])
      return
    case 'reconnected':
      await until(() => expect(peer.registrations()).toBe(2))
      expect(said()).toEqual([])
      return
    case 'answeredAndReconnected':
      await until(() => expect(peer.registrations()).toBe(2))
      await until(() => answeredOnce(torture, expected.code, []))
      expect(offers()).toEqual([])
      return
    case 'answeredThenRings':
      await ringsFor((callId) => !callId.startsWith('probe'))
      answeredOnce(torture, expected.code, [])
      expect(offers()).toHaveLength(1)
  }
}

const titled = <Case extends { readonly name: string; readonly section: string; readonly about: string }>(
  cases: readonly Case[],
): [string, Case][] => cases.map((one) => [`${one.section} ${one.name}: ${one.about}`, one])

const leavesConnection = ({ kind }: Expected): boolean => !/reconnected/i.test(kind)

/** Every case over one transport. */
export function tortureOver(way: Way): void {
  beforeEach(async () => {
    peer = await startTorturePeer(way, certificate)
    // A message that doesn't end is waited for as long as a pong.
    phone = lineUnderTest({ pong: 1_000 }, [authority.cert])
    phone.start({ server: peer.server, transport: way === 'ws' ? 'websocket' : way })
    await phone.registered()
    await until(() => expect(peer.settled()).toBe(true))
  })

  afterEach(async () => {
    await phone.line.stop()
    await peer.close()
  })

  describe.each([
    ['RFC 4475, requests', RFC4475],
    ['our own', OWN],
  ])('%s', (_what, cases) => {
    it.each(titled(cases.filter((one) => fits(way, one))))('%s', async (_title, torture) => {
      peer.send(torture.message)
      await meets(torture, expectedOver(way, torture))
      await ringsForNormalCall()
    })
  })

  describe('RFC 4475, responses', () => {
    it.each(titled(RESPONSES))('%s', async (_title, { message, expected }) => {
      const dialled = await dial()
      peer.send(message(dialled))
      if (expected.kind === 'fact') {
        await phone.fact(expected.fact, 'out')
      } else {
        await answersOptions()
        expect(said()).toHaveLength(1)
        expect(phone.kinds('out')).toEqual(['dialed'])
        const { via, from, to, callId, cseq } = dialled
        peer.send(sip`
          SIP/2.0 180 Ringing
          Via: ${via}
          From: ${from}
          To: ${to};tag=late
          Call-ID: ${callId}
          CSeq: ${cseq}
          Contact: <sip:late@192.0.2.1>
          Content-Length: $length
        `)
        await phone.fact('farRinging', 'out')
      }
      await ringsForNormalCall()
    })
  })

  describe('what depends on more than the message', () => {
    it('a call of ours that comes back is a loop, and the call goes on', async () => {
      const { callId, from } = await dial()
      peer.send(callWith(`Call-ID: ${callId}`, `From: ${from}`))
      await answersOptions()
      expect(said().map(statusOf)).toEqual([0, 482])
      expect(offers()).toEqual([])
      expect(phone.kinds('out')).toEqual(['dialed'])
      await ringsForNormalCall()
    })

    it('a call that can’t be kept in the journal is refused, and the next one is not', async () => {
      phone.onFact = () => {
        phone.onFact = null
        throw new Error('the disk is full')
      }
      peer.send(callWith())
      await answersOptions()
      expect(
        said()
          .filter((text) => statusOf(text) >= 200)
          .map(statusOf),
      ).toEqual([500])
      await ringsForNormalCall()
    })
  })

  describe('a flood of calls', () => {
    it.each([
      ['plainly', '<sip:agent@practice.example>'],
      ['with a tag in the address that makes no dialog', '<sip:agent@practice.example;tag=x>'],
      ['with a tag in the name that makes no dialog', '"a;tag=x" <sip:agent@practice.example>'],
    ])('%s: ten are looked at, the others told when to come back', async (_how, to) => {
      for (let index = 0; index < 40; index += 1) peer.send(floodCall(index, to))
      await answersOptions()
      const refused = said().filter((text) => statusOf(text) === 486)
      expect(offers().length + refused.length).toBe(40)
      expect(offers().length).toBeGreaterThanOrEqual(10)
      // Five more for each second that a slow machine needs.
      expect(offers().length).toBeLessThan(30)
      for (const text of refused) expect(text).toMatch(/^Retry-After: \d+\r$/m)
    })
  })

  describe('everything at once', () => {
    const all = [...RFC4475, ...OWN].filter(
      (one) => fits(way, one) && leavesConnection(expectedOver(way, one)),
    )

    it('over one connection leaves it up and the line alive', async () => {
      for (const { message } of all) peer.send(message)
      await answersOptions()
      expect(peer.registrations()).toBe(1)
      // Most of the calls among them were more than the line looks at in one second, and so would another be.
      phone.order({ kind: 'dial', call: 'out', to: '+12025550199', from: null })
      await until(() => expect(peer.received.some((text) => text.startsWith('INVITE '))).toBe(true))
    })

    it('leaves a call alone that is under way', async () => {
      const id = await ringsForNormalCall()
      const { call } = await phone.fact('offered')
      phone.order({ kind: 'answer', call })
      const ok = await until(() => {
        const found = peer.received.find(
          (text) => statusOf(text) === 200 && headerOf(text, 'CSeq') === '1 INVITE',
        )
        if (found === undefined) throw new Error('no answer')
        return found
      })
      const inDialog = (method: string, cseq: number) => sip`
        ${method} sip:agent@practice.example SIP/2.0
        Via: SIP/2.0/WS 192.0.2.9;branch=z9hG4bK${method}
        Max-Forwards: 70
        From: ${headerOf(ok, 'From')}
        To: ${headerOf(ok, 'To')}
        Call-ID: ${id}
        CSeq: ${String(cseq)} ${method}
        Content-Length: $length
      `
      peer.send(inDialog('ACK', 1))
      await phone.fact('answered', call)
      for (const { message } of all) peer.send(message)
      const info = inDialog('INFO', 2)
      peer.send(info)
      await until(() => {
        if (way === 'udp') peer.send(info)
        expect(peer.received.map((text) => headerOf(text, 'CSeq'))).toContain('2 INFO')
      })
      expect(phone.kinds(call)).toEqual(['offered', 'answered'])
      expect(peer.received.filter((text) => headerOf(text, 'CSeq') === '2 INFO').map(statusOf)).toEqual([200])
    })
  })
}
